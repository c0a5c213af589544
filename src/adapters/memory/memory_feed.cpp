#include "adapters/memory/memory_feed.hpp"

#include <unordered_set>
#include <utility>

namespace caravan::memory {

ports::Task<ports::Result<void>> MemoryFeed::publish(domain::Batch batch) {
  if (const auto failure = failure_before()) co_return *failure;
  {
    const std::lock_guard lock(mutex_);
    published_.push_back(std::move(batch));
  }
  if (const auto failure = failure_after()) co_return *failure;
  co_return ports::Result<void>{};
}

std::vector<domain::Batch> MemoryFeed::published() const {
  const std::lock_guard lock(mutex_);
  return published_;
}

std::vector<domain::SharedMessage> MemoryFeed::shown(domain::UserId reader) const {
  const std::lock_guard lock(mutex_);
  std::unordered_set<domain::MessageKey> seen;
  std::vector<domain::SharedMessage> messages;
  for (const auto& batch : published_) {
    if (batch.recipient != reader) continue;
    for (const auto& message : batch.messages)
      if (seen.insert(message->key()).second) messages.push_back(message);
  }
  return messages;
}

}  // namespace caravan::memory
