#include "pipeline/accept/noted_chats.hpp"

namespace caravan::accept {

bool NotedChats::has(domain::ChatId chat) const {
  const std::lock_guard lock(mutex_);
  return chats_.contains(chat);
}

ports::Task<ports::Result<void>> NotedChats::add(domain::Message message) {
  const auto chat = message.chat;
  begin(chat);
  bool added = false;
  try {
    auto result = co_await unpublished_.add(std::move(message));
    added = result.has_value();
    end(chat, added);
    co_return result;
  } catch (...) {
    if (!added) end(chat, false);
    throw;
  }
}

ports::Task<ports::Result<std::vector<domain::Message>>> NotedChats::some(std::size_t count_max) {
  const auto added_before = added();
  auto found = co_await unpublished_.some(count_max);
  if (found && found->empty()) none_left(added_before);
  co_return found;
}

ports::Task<ports::Result<void>> NotedChats::remove(domain::Message message) {
  const auto chat = message.chat;
  auto removed = co_await unpublished_.remove(std::move(message));
  if (removed) relayed(chat);
  co_return removed;
}

void NotedChats::begin(domain::ChatId chat) {
  const std::lock_guard lock(mutex_);
  ++chats_[chat].on_their_way;
}

void NotedChats::end(domain::ChatId chat, bool added) {
  const std::lock_guard lock(mutex_);
  const auto found = chats_.find(chat);
  --found->second.on_their_way;
  if (added) {
    ++found->second.there;
    found->second.last_added = ++added_;
  }
  if (found->second.on_their_way + found->second.there == 0) chats_.erase(found);
}

void NotedChats::relayed(domain::ChatId chat) {
  const std::lock_guard lock(mutex_);
  const auto found = chats_.find(chat);
  if (found == chats_.end() || found->second.there == 0) return;  // another process had put it there
  if (--found->second.there + found->second.on_their_way == 0) chats_.erase(found);
}

// Another process may have relayed some of ours.
void NotedChats::none_left(std::uint64_t of_those_added) {
  const std::lock_guard lock(mutex_);
  std::erase_if(chats_, [of_those_added](const auto& each) {
    return each.second.on_their_way == 0 && each.second.last_added <= of_those_added;
  });
}

std::uint64_t NotedChats::added() const {
  const std::lock_guard lock(mutex_);
  return added_;
}

}  // namespace caravan::accept
