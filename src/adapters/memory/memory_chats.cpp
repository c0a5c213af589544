#include "adapters/memory/memory_chats.hpp"

#include <algorithm>

namespace caravan::memory {

namespace {

std::pair<domain::UserId, domain::UserId> pair_of(const domain::Chat& chat) {
  return std::minmax(chat.members.front().id, chat.members.back().id);
}

domain::ChatSummary summary(const Store::ChatState& state) {
  if (state.messages.empty()) return domain::summary_of(state.chat, std::nullopt);
  return domain::summary_of(state.chat, *state.messages.back());
}

}  // namespace

ports::Task<ports::Result<ports::ChatCreation>> MemoryChats::create(domain::Chat chat) {
  if (const auto failure = failure_before()) co_return *failure;
  const std::lock_guard lock(store_.mutex);
  if (chat.kind == domain::ChatKind::direct) {
    const auto [pair, is_new] = store_.direct_chats.try_emplace(pair_of(chat), chat.id);
    if (!is_new) co_return ports::ChatCreation{store_.chats.at(pair->second).chat, true};
  }
  if (store_.chats.contains(chat.id)) co_return ports::Error{ports::Errc::conflict, "the chat id is taken"};
  store_.chats.emplace(chat.id, Store::ChatState{chat, store_.next_time(), {}});
  if (const auto failure = failure_after()) co_return *failure;
  co_return ports::ChatCreation{std::move(chat), false};
}

ports::Task<ports::Result<domain::Chat>> MemoryChats::find(domain::ChatId id) {
  if (const auto failure = failure_before()) co_return *failure;
  const std::lock_guard lock(store_.mutex);
  const auto found = store_.chats.find(id);
  if (found == store_.chats.end()) co_return ports::Error{ports::Errc::not_found, "no such chat"};
  co_return found->second.chat;
}

ports::Task<ports::Result<std::vector<domain::ChatSummary>>> MemoryChats::list(domain::UserId user,
                                                                               ports::ChatListQuery query) {
  if (const auto failure = failure_before()) co_return *failure;
  const std::lock_guard lock(store_.mutex);
  std::vector<const Store::ChatState*> states;
  for (const auto& [id, state] : store_.chats)
    if (state.chat.has_member(user)) states.push_back(&state);
  std::sort(states.begin(), states.end(),
            [](const auto* a, const auto* b) { return a->activity() > b->activity(); });

  auto first = states.begin();
  if (query.before) {
    first =
        std::find_if(first, states.end(), [&](const auto* state) { return state->chat.id == *query.before; });
    if (first != states.end()) ++first;
  }
  std::vector<domain::ChatSummary> page;
  for (; first != states.end() && page.size() < query.count_max; ++first)
    page.push_back(summary(**first));
  co_return page;
}

}  // namespace caravan::memory
