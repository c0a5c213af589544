#include "adapters/memory/memory_acceptance.hpp"

#include <memory>

namespace caravan::memory {

ports::Task<ports::Result<domain::Message>> MemoryAcceptance::accept(domain::Draft draft, ports::IdOrigin) {
  if (const auto failure = failure_before()) co_return *failure;
  const std::lock_guard lock(store_.mutex);
  const auto chat = store_.chats.find(draft.chat);
  if (chat == store_.chats.end()) co_return ports::Error{ports::Errc::not_found, "no such chat"};
  auto& accepted = store_.accepted[draft.key()];
  if (accepted && accepted->chat != draft.chat)
    co_return ports::Error{ports::Errc::conflict, "the sender used the message id in another chat"};
  if (!accepted) {
    accepted = std::make_shared<const domain::Message>(domain::Message{
        draft.id, draft.chat, draft.from, draft.to, std::move(draft.body), store_.next_time()});
    chat->second.messages.push_back(accepted);
    store_.chat_messages.append({*accepted});
  }
  if (const auto failure = failure_after()) co_return *failure;
  co_return *accepted;
}

}  // namespace caravan::memory
