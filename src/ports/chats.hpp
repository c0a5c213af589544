#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "domain/chat.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"

namespace caravan::ports {

struct ChatCreation {
  domain::Chat chat;
  bool existed = false;  // a direct chat of this pair was there already; `chat` is that one
};

struct ChatListQuery {
  std::optional<domain::ChatId> before = std::nullopt;  // continue below this chat of the list
  std::size_t count_max = 50;
};

// The store of chats and memberships. Thread-safe.
class Chats {
 public:
  virtual ~Chats() = default;

  // A direct chat is unique per unordered pair of its two members, also under simultaneous creation: exactly
  // one caller gets `existed == false`. `chat.members` carry the names to show.
  virtual Task<Result<ChatCreation>> create(domain::Chat chat) = 0;
  // With all members. `not_found` when there is no such chat.
  virtual Task<Result<domain::Chat>> find(domain::ChatId id) = 0;
  // The chats of `user`, latest activity first; a chat without messages counts from its creation. Reads its
  // own writes: a message whose acceptance was confirmed is in the list. An unknown `before` yields an empty
  // list.
  virtual Task<Result<std::vector<domain::ChatSummary>>> list(domain::UserId user, ChatListQuery query) = 0;
};

}  // namespace caravan::ports
