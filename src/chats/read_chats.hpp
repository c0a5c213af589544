#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "ports/chats.hpp"
#include "ports/history.hpp"
#include "ports/members.hpp"

namespace caravan::chats {

struct PageRequest {
  domain::UserId caller;
  domain::ChatId chat;
  std::size_t count_max = 10;
  std::optional<domain::TimeUuid> before;  // at most one of the two
  std::optional<domain::TimeUuid> after;
};

struct MembersRequest {
  domain::UserId caller;
  domain::ChatId chat;
  std::optional<domain::UserId> after;
  std::size_t count_max = 50;
};

// What members may read. Thread-safe.
class ReadChats {
 public:
  // All references must outlive this object.
  ReadChats(ports::Chats& chats, ports::Members& members, ports::History& history)
      : chats_(chats), members_(members), history_(history) {}

  // Newest first, in both directions. `not_found` for a missing chat and for one that is not the caller's, so
  // that nobody learns which chats exist.
  ports::Task<ports::Result<std::vector<domain::Message>>> page(PageRequest request);
  // The chat's row in the caller's list; `not_found` as above.
  ports::Task<ports::Result<domain::ChatSummary>> summary(domain::UserId caller, domain::ChatId chat);
  // Members in their order, behind `after`, or the first ones; none behind who is not a member. `not_found`
  // as above.
  ports::Task<ports::Result<std::vector<domain::Account>>> members(MembersRequest request);
  // The caller's chats, latest activity first.
  ports::Task<ports::Result<std::vector<domain::ChatSummary>>> list(domain::UserId caller,
                                                                    ports::ChatListQuery query);

 private:
  ports::Task<ports::Result<ports::SharedChat>> chat_of(domain::UserId caller, domain::ChatId chat);

  ports::Chats& chats_;
  ports::Members& members_;
  ports::History& history_;
};

}  // namespace caravan::chats
