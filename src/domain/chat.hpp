#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "domain/account.hpp"
#include "domain/message.hpp"

namespace caravan::domain {

enum class ChatKind { direct, group };

struct Chat {
  ChatId id;
  ChatKind kind = ChatKind::direct;
  std::string name;              // empty for direct chats
  std::vector<Account> members;  // in the order in which the creator gave them

  bool has_member(UserId user) const {
    return std::any_of(members.begin(), members.end(), [user](const Account& m) { return m.id == user; });
  }
  friend bool operator==(const Chat&, const Chat&) = default;
};

// One row of a user's chat list.
struct ChatSummary {
  Chat chat;
  std::optional<Message> last_message;
};

}  // namespace caravan::domain
