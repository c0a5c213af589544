#include "chats/chat_cache.hpp"

#include <utility>

namespace caravan::chats {

ports::Task<ports::Result<ports::SharedChat>> ChatCache::of(domain::ChatId id) {
  if (auto known = find(id)) co_return known;
  auto found = co_await chats_.find(id);
  if (!found) co_return found.error();
  auto chat = std::make_shared<const domain::Chat>(std::move(*found));
  remember(chat);
  co_return chat;
}

ports::SharedChat ChatCache::find(domain::ChatId id) {
  const std::lock_guard lock(mutex_);
  const auto entry = by_id_.find(id);
  if (entry == by_id_.end()) return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, entry->second);
  return *entry->second;
}

void ChatCache::remember(ports::SharedChat chat) {
  const std::lock_guard lock(mutex_);
  if (by_id_.contains(chat->id)) return;
  by_use_.push_front(std::move(chat));
  by_id_.emplace(by_use_.front()->id, by_use_.begin());
  if (by_use_.size() <= options_.chats_max) return;
  by_id_.erase(by_use_.back()->id);
  by_use_.pop_back();
}

}  // namespace caravan::chats
