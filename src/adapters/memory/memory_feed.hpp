#pragma once

#include <mutex>
#include <vector>

#include "adapters/memory/fallible.hpp"
#include "ports/feed.hpp"

namespace caravan::memory {

// A feed that remembers what it was given.
class MemoryFeed final : public ports::Feed, public Fallible {
 public:
  ports::Task<ports::Result<void>> publish(domain::Batch batch) override;

  // Every batch that was published, repetitions included, in order.
  std::vector<domain::Batch> published() const;
  // What `reader` sees: each message once, in the order of its first publication.
  std::vector<domain::SharedMessage> shown(domain::UserId reader) const;

 private:
  mutable std::mutex mutex_;
  std::vector<domain::Batch> published_;
};

}  // namespace caravan::memory
