#include "adapters/memory/memory_feed.hpp"

#include <utility>

namespace caravan::memory {

ports::Task<ports::FeedAnswer> MemoryFeed::show(domain::Batch batch) {
  if (const auto failure = failure_before()) co_return ports::FeedAnswer{*failure};
  if (const auto failure = trouble_of(batch.recipient)) co_return ports::FeedAnswer{*failure};
  {
    const std::lock_guard lock(mutex_);
    published_.push_back(batch);
    const auto [inbox, first] = inboxes_.try_emplace(batch.recipient, batch);
    if (!first) append(inbox->second, std::move(batch));
  }
  if (const auto failure = failure_after()) co_return ports::FeedAnswer{*failure};
  co_return ports::FeedAnswer{.outcome = {}, .cost = {.writes = 1}};
}

void MemoryFeed::fail(domain::UserId recipient, std::optional<ports::Errc> code) {
  const std::lock_guard lock(mutex_);
  if (code)
    failing_[recipient] = *code;
  else
    failing_.erase(recipient);
}

std::optional<ports::Error> MemoryFeed::trouble_of(domain::UserId recipient) {
  const std::lock_guard lock(mutex_);
  const auto found = failing_.find(recipient);
  if (found == failing_.end()) return std::nullopt;
  return ports::Error{found->second, "ordered by a test"};
}

std::vector<domain::Batch> MemoryFeed::published() const {
  const std::lock_guard lock(mutex_);
  return published_;
}

std::vector<domain::SharedMessage> MemoryFeed::shown(domain::UserId reader) const {
  const std::lock_guard lock(mutex_);
  const auto found = inboxes_.find(reader);
  return found == inboxes_.end() ? std::vector<domain::SharedMessage>{} : found->second.messages;
}

ports::Offset MemoryFeed::whole_from(domain::UserId reader) const {
  const std::lock_guard lock(mutex_);
  const auto found = inboxes_.find(reader);
  return found == inboxes_.end() ? 0 : found->second.after + 1;
}

}  // namespace caravan::memory
