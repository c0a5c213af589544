#include "adapters/memory/memory_message_store.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace caravan::memory {

ports::Task<ports::Result<domain::Message>> MemoryMessageStore::store(domain::Message message,
                                                                      ports::IdOrigin) {
  if (const auto failure = failure_before()) co_return *failure;
  const std::lock_guard lock(store_.mutex);
  const auto chat = store_.chats.find(message.chat);
  if (chat == store_.chats.end()) co_return ports::Error{ports::Errc::not_found, "no such chat"};
  auto& stored = store_.accepted[message.key()];
  if (stored && stored->chat != message.chat)
    co_return ports::Error{ports::Errc::conflict, "the sender used the message id in another chat"};
  if (!stored) {
    stored = std::make_shared<const domain::Message>(std::move(message));
    // Their times were given before they came here, perhaps in another order.
    auto& messages = chat->second.messages;
    messages.insert(
        std::ranges::upper_bound(messages, stored->time, {}, [](const auto& each) { return each->time; }),
        stored);
  }
  if (const auto failure = failure_after()) co_return *failure;
  co_return *stored;
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

ports::Task<ports::Result<std::vector<domain::Message>>> MemoryUnpublished::some(std::size_t count_max) {
  if (const auto failure = failure_before()) co_return *failure;
  std::vector<domain::Message> found;
  for (const auto& [time, message] : messages_)
    if (found.size() < count_max) found.push_back(message);
  co_return found;
}

ports::Task<ports::Result<void>> MemoryUnpublished::remove(domain::Message message) {
  if (const auto failure = failure_before()) co_return *failure;
  messages_.erase(message.time);
  co_return ports::Result<void>{};
}

}  // namespace caravan::memory
