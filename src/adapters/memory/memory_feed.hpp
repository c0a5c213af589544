#pragma once

#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "adapters/memory/fallible.hpp"
#include "ports/feed.hpp"
#include "ports/message_log.hpp"

namespace caravan::memory {

// A feed that remembers what it was given. One write of each call.
class MemoryFeed final : public ports::Feed, public Fallible {
 public:
  ports::Task<ports::FeedAnswer> show(domain::Batch batch) override;

  // From now on calls for `key` answer `code`; without one they succeed again.
  void fail(const domain::BatchKey& key, std::optional<ports::Errc> code);

  // Every batch that was shown, repetitions included, in order.
  std::vector<domain::Batch> published() const;
  // What was shown of `key`, oldest first.
  std::vector<domain::SharedMessage> shown(const domain::BatchKey& key) const;
  // Everything that came for `key` from this place on is among `shown`.
  ports::Offset whole_from(const domain::BatchKey& key) const;

 private:
  std::optional<ports::Error> trouble_of(const domain::BatchKey& key);

  mutable std::mutex mutex_;
  std::unordered_map<domain::BatchKey, ports::Errc> failing_;
  std::vector<domain::Batch> published_;
  std::unordered_map<domain::BatchKey, domain::Batch> shown_;
};

}  // namespace caravan::memory
