#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "observe/failure_log.hpp"
#include "observe/metrics.hpp"
#include "pipeline/retries.hpp"
#include "ports/members.hpp"
#include "ports/message_log.hpp"
#include "runtime/clock.hpp"

namespace caravan::fan_out {

struct Options {
  std::size_t messages_max = 256;  // handed on together
  runtime::Backoff::Options retry = pipeline::kRetryBackoff;
};

// The second hop: one delivery for each member of a message's chat. The sender is among them, so that all
// devices of a person show the same.
class FanOut {
 public:
  // All references must outlive this object.
  FanOut(Options options, ports::FanOutStage& stage, ports::Members& members, runtime::Clock& clock,
         runtime::Random& random, observe::Metrics& metrics);

  // Runs until cancelled. What the store refuses for now is tried again; nothing is skipped.
  ports::Task<void> run();

 private:
  using Messages = std::vector<ports::Logged<domain::Message>>;

  ports::Task<std::vector<domain::Delivery>> deliveries_of(Messages messages);
  ports::Task<ports::SharedChat> chat_of(domain::ChatId chat);

  Options options_;
  ports::FanOutStage& stage_;
  ports::Members& members_;
  runtime::Clock& clock_;
  pipeline::Retries retries_;
  observe::Counter& messages_;
  observe::Counter& deliveries_;
  observe::Histogram& age_;
  observe::Counter& orphans_;
  observe::FailureLog orphan_log_{observe::Level::error, {"fan_out.orphan", ""}};
};

}  // namespace caravan::fan_out
