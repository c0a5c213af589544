#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "observe/metrics.hpp"
#include "pipeline/retries.hpp"
#include "ports/message_store.hpp"
#include "runtime/clock.hpp"

namespace caravan::relay {

struct Options {
  std::size_t messages_max = 256;             // looked for and brought to the log together
  std::chrono::milliseconds interval{1'000};  // between looks that found nothing to do
  std::chrono::milliseconds soon{20};         // where something waits for an earlier message of its chat
  // Messages that other processes accepted are left to them until they are this old, or up to twice as old:
  // by then their process has died or cannot reach the log. Each process waits another time for each chat, so
  // that seldom two of them append the same message, and never a chat's later ones before its earlier ones.
  std::chrono::milliseconds others_after{10'000};
  runtime::Backoff::Options retry = pipeline::kRetryBackoff;
};

// Appends unpublished messages to the log as soon as the log takes them, those of one chat in their order:
// only what is under way together with one that the log refuses comes before it. Each process does so for the
// messages that it has accepted. If two processes append the same message after all, the log holds it twice,
// and every reader of the log drops the second one.
class Relay {
 public:
  // Whether this process gave a message its time.
  using IsOwn = std::function<bool(const domain::TimeUuid&)>;

  // All references must outlive this object.
  Relay(Options options, ports::Unpublished& unpublished, ports::MessageLog& log, IsOwn is_own,
        runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics);

  // Runs until cancelled. A message leaves the unpublished when the log has confirmed it, never before.
  ports::Task<void> run();

 private:
  // Leaves those that another process will bring, and those behind one that the log did not take.
  std::vector<domain::Message> to_be_published(ports::Unpublished::Found found);
  bool is_stale(const domain::Message& message) const;
  // The first failure, if any; what failed stays unpublished and is found again.
  ports::Task<std::optional<ports::Error>> publish_all(std::vector<domain::Message> messages);
  ports::Task<void> publish(domain::Message message, std::optional<ports::Error>& failure);

  Options options_;
  ports::Unpublished& unpublished_;
  ports::MessageLog& log_;
  const IsOwn is_own_;
  const std::uint64_t spread_;  // this process's own
  runtime::Clock& clock_;
  pipeline::Retries retries_;
  // In this round through the unpublished: chats of which the log has not taken a message, and of which one
  // was left to another process.
  std::set<domain::ChatId> failed_, left_;
  observe::Counter& messages_;
  observe::Histogram& age_;
};

}  // namespace caravan::relay
