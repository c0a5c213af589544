#pragma once

#include "observe/metrics.hpp"
#include "ports/feed.hpp"

namespace caravan {

// The feed of one machine: a batch already stands in `chat_messages_grouped`, where its readers are, so there
// is nothing left to write. Idempotent by that, and thread-safe.
class LogFeed final : public ports::Feed {
 public:
  explicit LogFeed(observe::Metrics& metrics)
      : messages_(metrics.counter("caravan_feed_messages_total", "Messages that reached the feed")) {}

  ports::Task<ports::Result<void>> publish(domain::Batch batch) override {
    messages_.Increment(static_cast<double>(batch.messages.size()));
    co_return ports::Result<void>{};
  }

 private:
  observe::Counter& messages_;
};

}  // namespace caravan
