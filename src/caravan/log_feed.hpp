#pragma once

#include "observe/metrics.hpp"
#include "ports/feed.hpp"

namespace caravan {

// The feed for consoles and programs that read the log: a batch already stands in `chat_messages_grouped`,
// so there is nothing left to write and nothing to pay. Idempotent by that, and thread-safe.
class LogFeed final : public ports::Feed {
 public:
  explicit LogFeed(observe::Metrics& metrics)
      : messages_(metrics.counter("caravan_feed_messages_total", "Messages that reached the feed")) {}

  ports::Task<ports::FeedAnswer> show(domain::Batch batch) override {
    messages_.Increment(static_cast<double>(batch.messages.size()));
    co_return ports::FeedAnswer{.outcome = {}};
  }

 private:
  observe::Counter& messages_;
};

}  // namespace caravan
