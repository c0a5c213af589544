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
  const auto* const known = recent_.find(id);
  return known ? *known : nullptr;
}

void ChatCache::remember(ports::SharedChat chat) {
  const std::lock_guard lock(mutex_);
  recent_.of(chat->id) = std::move(chat);
}

}  // namespace caravan::chats
