#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "observe/metrics.hpp"
#include "pipeline/retries.hpp"
#include "ports/message_store.hpp"
#include "runtime/clock.hpp"

namespace caravan::relay {

struct Options {
  std::size_t messages_max = 256;             // looked for and brought to the log together
  std::chrono::milliseconds interval{1'000};  // between looks that found nothing
  runtime::Backoff::Options retry = pipeline::kRetryBackoff;
};

// Brings the unpublished messages to the log once it takes them. Several nodes may run it: what two of them
// append is in the log twice, which every reader of the log bears.
class Relay {
 public:
  // All references must outlive this object.
  Relay(Options options, ports::Unpublished& unpublished, ports::MessageLog& log, runtime::Clock& clock,
        runtime::Random& random, observe::Metrics& metrics);

  // Runs until cancelled. A message leaves the unpublished when the log has confirmed it, never before.
  ports::Task<void> run();

 private:
  // The first failure, if any; what failed stays unpublished and is found again.
  ports::Task<std::optional<ports::Error>> publish_all(std::vector<domain::Message> messages);
  ports::Task<void> publish(domain::Message message, std::optional<ports::Error>& failure);

  Options options_;
  ports::Unpublished& unpublished_;
  ports::MessageLog& log_;
  runtime::Clock& clock_;
  pipeline::Retries retries_;
  observe::Counter& messages_;
  observe::Histogram& age_;
};

}  // namespace caravan::relay
