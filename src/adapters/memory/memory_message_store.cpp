#include "adapters/memory/memory_message_store.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace caravan::memory {

ports::Task<std::vector<ports::Result<domain::Message>>> MemoryMessageStore::store(
    std::vector<ports::NewMessage> messages) {
  std::vector<ports::Result<domain::Message>> results;
  if (const auto failure = failure_before()) {
    results.assign(messages.size(), *failure);
    co_return results;
  }
  for (auto& [message, origin] : messages)
    results.push_back(store_one(std::move(message)));
  if (const auto failure = failure_after()) results.assign(messages.size(), *failure);
  co_return results;
}

ports::Result<domain::Message> MemoryMessageStore::store_one(domain::Message message) {
  const std::lock_guard lock(store_.mutex);
  const auto chat = store_.chats.find(message.chat);
  if (chat == store_.chats.end()) return ports::Error{ports::Errc::not_found, "no such chat"};
  auto& stored = store_.accepted[message.key()];
  if (stored && stored->chat != message.chat)
    return ports::Error{ports::Errc::conflict, "the sender used the message id in another chat"};
  if (!stored) {
    stored = std::make_shared<const domain::Message>(std::move(message));
    // Several processes give them times, and none knows in which order they come here.
    auto& messages = chat->second.messages;
    messages.insert(
        std::ranges::upper_bound(messages, stored->time, {}, [](const auto& each) { return each->time; }),
        stored);
  }
  return *stored;
}

ports::Task<ports::Result<void>> MemoryMessageLog::append(domain::Message message, ports::SteadyTime) {
  if (const auto failure = failure_before()) co_return *failure;
  store_.chat_messages.append({std::move(message)});
  if (const auto failure = failure_after()) co_return *failure;
  co_return ports::Result<void>{};
}

ports::Task<ports::Result<void>> MemoryUnpublished::add(domain::Message message) {
  if (const auto failure = failure_before()) co_return *failure;
  messages_.emplace(message.time, std::move(message));
  co_return ports::Result<void>{};
}

ports::Task<ports::Result<ports::Unpublished::Found>> MemoryUnpublished::some(std::size_t count_max) {
  if (const auto failure = failure_before()) co_return *failure;
  auto next = returned_ ? messages_.upper_bound(*returned_) : messages_.begin();
  if (next == messages_.end()) next = messages_.begin();
  Found found{.messages = {}, .from_the_beginning = next == messages_.begin()};
  for (; next != messages_.end() && found.messages.size() < count_max; ++next)
    found.messages.push_back(next->second);
  returned_.reset();
  if (!found.messages.empty()) returned_ = found.messages.back().time;
  co_return found;
}

ports::Task<ports::Result<void>> MemoryUnpublished::remove(domain::Message message) {
  if (const auto failure = failure_before()) co_return *failure;
  messages_.erase(message.time);
  co_return ports::Result<void>{};
}

}  // namespace caravan::memory
