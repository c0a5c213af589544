#include "wire/chat_bodies.hpp"

#include <string>
#include <utility>

#include "text/beginning.hpp"
#include "text/shown_name.hpp"
#include "wire/json_body.hpp"
#include "wire/json_text.hpp"
#include "wire/message_json.hpp"
#include "wire/name_fault.hpp"

namespace caravan::wire {
namespace {

using domain::ChatKind;

constexpr std::size_t kDirectMembers = 2;
constexpr std::size_t kGroupMembersMin = 2;
constexpr text::NameBounds kGroupNameBounds{.characters_min = 1, .characters_max = 100};
constexpr std::size_t kUsernameCharactersMax = 256;

ChatKind parse_kind(JsonBody& body) {
  const auto kind = body.optional_text("kind");
  if (!kind || *kind == "direct") return ChatKind::direct;
  if (*kind != "group") body.refuse({"kind"}, "Input should be 'direct' or 'group'", "literal_error");
  return ChatKind::group;
}

std::string parse_group_name(JsonBody& body) {
  auto name = body.optional_text("name");
  if (!name) return {};
  auto shown = text::parse_shown_name(*name, kGroupNameBounds);
  if (shown) return *std::move(shown);
  body.refuse({"name"}, text::sentence("The name", shown.error(), kGroupNameBounds),
              std::string(type_of(shown.error())));
  return {};
}

void append(std::string& out, const domain::Message& message) {
  out += '{';
  append_message_fields(out, message);
  out += '}';
}

// Without the closing brace, so that a summary can go on.
void append_open(std::string& out, const domain::Chat& chat) {
  out += R"({"chat_id":")";
  append_uuid(out, chat.id.uuid);
  out += chat.kind == ChatKind::direct ? R"(","kind":"direct")" : R"(","kind":"group")";
  if (!chat.name.empty()) {
    out += R"(,"name":)";
    append_json_string(out, chat.name);
  }
  out += R"(,"users_id":[)";
  for (const auto& member : chat.members) {
    if (&member != &chat.members.front()) out += ',';
    append_user(out, member.id);
  }
  out += R"(],"users_name":[)";
  for (const auto& member : chat.members) {
    if (&member != &chat.members.front()) out += ',';
    append_json_string(out, member.username);
  }
  out += ']';
}

// A list shows a line of each message: of a long body the beginning will do, in whole characters.
constexpr std::size_t kListedBodyBytesMax = 1'024;

void append_listed(std::string& out, const domain::Message& message) {
  if (message.body.size() <= kListedBodyBytesMax) return append(out, message);
  auto listed = message;
  listed.body = text::beginning(message.body, kListedBodyBytesMax);
  append(out, listed);
}

void append(std::string& out, const domain::ChatSummary& summary) {
  append_open(out, summary.chat);
  out += R"(,"members_count":)";
  out += std::to_string(summary.members_count);
  out += R"(,"last_message":)";
  summary.last_message ? append_listed(out, *summary.last_message) : void(out += "null");
  out += '}';
}

template <class Item>
std::string encode_list(std::span<const Item> items, std::size_t bytes_about = 0) {
  std::string json;
  json.reserve(bytes_about);
  json += '[';
  for (const Item& item : items) {
    if (json.size() > 1) json += ',';
    append(json, item);
  }
  json += ']';
  return json;
}

}  // namespace

Parsed<NewChat> parse_new_chat(std::string_view json, std::size_t group_members_max) {
  JsonBody body(json);
  NewChat chat;
  chat.kind = parse_kind(body);
  const bool group = chat.kind == ChatKind::group;
  if (group) chat.name = parse_group_name(body);
  auto members = group ? body.required_users("users_id", kGroupMembersMin, group_members_max)
                       : body.required_users("users_id", kDirectMembers, kDirectMembers);
  body.check_optional_texts("users_name", group ? group_members_max : kDirectMembers, kUsernameCharactersMax);
  if (body.refused()) return body.take_problems();
  chat.members = *std::move(members);
  return chat;
}

Parsed<NewMessage> parse_new_message(std::string_view json) {
  JsonBody body(json);
  const auto id = body.optional_uuid<domain::MessageId>("message_id");
  const auto chat = body.required_uuid<domain::ChatId>("chat_id");
  const auto from = body.required_user("from_user");
  const auto to = body.optional_user("to_user");
  auto text = body.required_text("body");
  if (body.refused()) return body.take_problems();
  return NewMessage{id, *chat, *from, to, *std::move(text)};
}

std::string encode(const domain::Chat& chat) {
  std::string json;
  append_open(json, chat);
  json += '}';
  return json;
}

std::string encode(const domain::ChatSummary& chat) {
  std::string json;
  append(json, chat);
  return json;
}

std::string encode(std::span<const domain::ChatSummary> chats) {
  return encode_list(chats);
}

std::string encode(const domain::Message& message) {
  std::string json;
  json.reserve(message_bytes_beside_body + message.body.size());
  append(json, message);
  return json;
}

std::string encode(std::span<const domain::Message> messages) {
  std::size_t bytes = 2;
  for (const auto& message : messages)
    bytes += 1 + message_bytes_beside_body + message.body.size();
  return encode_list(messages, bytes);
}

std::string encode_chat_exists(std::string_view detail, domain::ChatId chat) {
  std::string json = R"({"detail":)";
  append_json_string(json, detail);
  json += R"(,"chat_id":")";
  append_uuid(json, chat.uuid);
  json += "\"}";
  return json;
}

}  // namespace caravan::wire
