#pragma once

#include <map>
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

  // From now on calls for `recipient` answer `code`; without one they succeed again.
  void fail(domain::UserId recipient, std::optional<ports::Errc> code);

  // Every batch that was shown, repetitions included, in order.
  std::vector<domain::Batch> published() const;
  // What `reader` finds, oldest first.
  std::vector<domain::SharedMessage> shown(domain::UserId reader) const;
  // Everything that was delivered to `reader` from this place on is among `shown`.
  ports::Offset whole_from(domain::UserId reader) const;

 private:
  std::optional<ports::Error> trouble_of(domain::UserId recipient);

  mutable std::mutex mutex_;
  std::map<domain::UserId, ports::Errc> failing_;
  std::vector<domain::Batch> published_;
  std::unordered_map<domain::UserId, domain::Batch> inboxes_;
};

}  // namespace caravan::memory
