#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
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

// How many members a row of a chat list names: a list must not grow with the sizes of its groups.
inline constexpr std::size_t listed_members_max = 8;

// One row of a user's chat list.
struct ChatSummary {
  Chat chat;  // of its members the first `listed_members_max`, the last message's sender among them
  std::size_t members_count = 0;
  std::optional<Message> last_message;
};

// `chat` has all its members.
inline ChatSummary summary_of(Chat chat, std::optional<Message> last_message) {
  auto& members = chat.members;
  const auto count = members.size();
  if (count <= listed_members_max) return {std::move(chat), count, std::move(last_message)};
  if (last_message) {
    const auto sender = std::ranges::find(members, last_message->from, &Account::id);
    if (sender >= members.begin() + listed_members_max && sender != members.end())
      std::iter_swap(members.begin() + (listed_members_max - 1), sender);
  }
  members.resize(listed_members_max);
  return {std::move(chat), count, std::move(last_message)};
}

}  // namespace caravan::domain
