#include "adapters/memory/memory_feed.hpp"

#include <utility>

namespace caravan::memory {

ports::Task<ports::FeedAnswer> MemoryFeed::show(domain::Batch batch) {
  if (const auto failure = failure_before()) co_return ports::FeedAnswer{*failure};
  if (const auto failure = trouble_of(batch.key)) co_return ports::FeedAnswer{*failure};
  {
    const std::lock_guard lock(mutex_);
    published_.push_back(batch);
    const auto [inbox, first] = shown_.try_emplace(batch.key, batch);
    if (!first) append(inbox->second, std::move(batch));
  }
  if (const auto failure = failure_after()) co_return ports::FeedAnswer{*failure};
  co_return ports::FeedAnswer{.outcome = {}, .cost = {.writes = 1}};
}

void MemoryFeed::fail(const domain::BatchKey& key, std::optional<ports::Errc> code) {
  const std::lock_guard lock(mutex_);
  if (code)
    failing_[key] = *code;
  else
    failing_.erase(key);
}

std::optional<ports::Error> MemoryFeed::trouble_of(const domain::BatchKey& key) {
  const std::lock_guard lock(mutex_);
  const auto found = failing_.find(key);
  if (found == failing_.end()) return std::nullopt;
  return ports::Error{found->second, "ordered by a test"};
}

std::vector<domain::Batch> MemoryFeed::published() const {
  const std::lock_guard lock(mutex_);
  return published_;
}

std::vector<domain::SharedMessage> MemoryFeed::shown(const domain::BatchKey& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = shown_.find(key);
  return found == shown_.end() ? std::vector<domain::SharedMessage>{} : found->second.messages;
}

ports::Offset MemoryFeed::whole_from(const domain::BatchKey& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = shown_.find(key);
  return found == shown_.end() ? 0 : found->second.after + 1;
}

}  // namespace caravan::memory
