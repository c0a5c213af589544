#include "chats/read_chats.hpp"

#include <algorithm>
#include <utility>

namespace caravan::chats {

ports::Task<ports::Result<ports::SharedChat>> ReadChats::chat_of(domain::UserId caller, domain::ChatId chat) {
  auto found = co_await members_.of(chat);
  if (found && !(*found)->has_member(caller)) co_return ports::Error{ports::Errc::not_found, "not a member"};
  co_return found;
}

ports::Task<ports::Result<std::vector<domain::Message>>> ReadChats::page(PageRequest request) {
  const auto chat = co_await chat_of(request.caller, request.chat);
  if (!chat) co_return chat.error();
  if (request.after) co_return co_await history_.after(request.chat, *request.after, request.count_max);
  co_return co_await history_.before(request.chat, request.before, request.count_max);
}

ports::Task<ports::Result<domain::ChatSummary>> ReadChats::summary(domain::UserId caller, domain::ChatId id) {
  const auto chat = co_await chat_of(caller, id);
  if (!chat) co_return chat.error();
  auto newest = co_await history_.before(id, std::nullopt, 1);
  if (!newest) co_return newest.error();
  if (newest->empty()) co_return domain::summary_of(**chat, std::nullopt);
  co_return domain::summary_of(**chat, std::move(newest->front()));
}

ports::Task<ports::Result<std::vector<domain::Account>>> ReadChats::members(MembersRequest request) {
  const auto chat = co_await chat_of(request.caller, request.chat);
  if (!chat) co_return chat.error();
  const auto& all = (*chat)->members;
  auto first = all.begin();
  if (request.after) {
    first = std::ranges::find(all, *request.after, &domain::Account::id);
    if (first != all.end()) ++first;
  }
  const auto left = static_cast<std::size_t>(all.end() - first);
  const auto count = static_cast<std::ptrdiff_t>(std::min(left, request.count_max));
  co_return std::vector<domain::Account>(first, first + count);
}

ports::Task<ports::Result<std::vector<domain::ChatSummary>>> ReadChats::list(domain::UserId caller,
                                                                             ports::ChatListQuery query) {
  return chats_.list(caller, std::move(query));
}

}  // namespace caravan::chats
