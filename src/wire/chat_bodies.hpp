#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/chat.hpp"
#include "domain/message.hpp"
#include "wire/parsed.hpp"

// The bodies of the routes under /chat/api; contract: api/openapi.yaml. Every function here is thread-safe.
namespace caravan::wire {

struct NewChat {
  domain::ChatKind kind = domain::ChatKind::direct;
  std::string name;                     // of a group that has one, otherwise empty
  std::vector<domain::UserId> members;  // distinct; two for a direct chat, two or more for a group
};
Parsed<NewChat> parse_new_chat(std::string_view json, std::size_t group_members_max);

struct NewMessage {
  std::optional<domain::MessageId> id;
  domain::ChatId chat;
  domain::UserId from;
  std::optional<domain::UserId> to;
  std::string body;  // valid UTF-8 of any length
};
Parsed<NewMessage> parse_new_message(std::string_view json);

std::string encode(const domain::Chat& chat);
std::string encode(const domain::ChatSummary& chat);
std::string encode(std::span<const domain::ChatSummary> chats);
std::string encode(const domain::Message& message);
std::string encode(std::span<const domain::Message> messages);

// 422: the pair has that chat already.
std::string encode_chat_exists(std::string_view detail, domain::ChatId chat);

}  // namespace caravan::wire
