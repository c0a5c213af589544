#include "chats/read_chats.hpp"

#include <utility>

namespace caravan::chats {

ports::Task<ports::Result<std::vector<domain::Message>>> ReadChats::page(PageRequest request) {
  const auto chat = co_await members_.of(request.chat);
  if (!chat) co_return chat.error();
  if (!(*chat)->has_member(request.caller)) co_return ports::Error{ports::Errc::not_found, "not a member"};
  if (request.after) co_return co_await history_.after(request.chat, *request.after, request.count_max);
  co_return co_await history_.before(request.chat, request.before, request.count_max);
}

ports::Task<ports::Result<std::vector<domain::ChatSummary>>> ReadChats::list(domain::UserId caller,
                                                                             ports::ChatListQuery query) {
  return chats_.list(caller, std::move(query));
}

}  // namespace caravan::chats
