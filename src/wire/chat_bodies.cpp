#include "wire/chat_bodies.hpp"

#include <utility>

#include "wire/count_characters.hpp"
#include "wire/json_body.hpp"
#include "wire/json_text.hpp"
#include "wire/message_json.hpp"

namespace caravan::wire {
namespace {

using domain::ChatKind;

constexpr std::size_t kDirectMembers = 2;
constexpr std::size_t kGroupMembersMin = 2;
constexpr std::size_t kGroupNameCharactersMax = 100;
constexpr std::size_t kUsernameCharactersMax = 256;

ChatKind parse_kind(JsonBody& body) {
  const auto kind = body.optional_text("kind");
  if (!kind || *kind == "direct") return ChatKind::direct;
  if (*kind != "group") body.refuse({"kind"}, "Input should be 'direct' or 'group'", "literal_error");
  return ChatKind::group;
}

// C0, DEL and C1: U+0080 to U+009F are 0xC2 and a byte below 0xA0.
bool has_control_character(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x20 || byte == 0x7f) return true;
    if (byte == 0xc2 && static_cast<unsigned char>(text[at + 1]) < 0xa0) return true;
  }
  return false;
}

std::string parse_group_name(JsonBody& body) {
  auto name = body.optional_text("name");
  if (!name) return {};
  const std::size_t characters = count_characters(*name);
  if (characters == 0 || characters > kGroupNameCharactersMax)
    body.refuse({"name"}, "String should have 1 to 100 characters",
                characters == 0 ? "string_too_short" : "string_too_long");
  else if (name->find_first_not_of(' ') == std::string::npos)
    body.refuse({"name"}, "String should not be blank", "string_blank");
  if (has_control_character(*name))
    body.refuse({"name"}, "String should not contain control characters", "string_control_character");
  return *std::move(name);
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

void append(std::string& out, const domain::ChatSummary& summary) {
  append_open(out, summary.chat);
  out += R"(,"last_message":)";
  summary.last_message ? append(out, *summary.last_message) : void(out += "null");
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
