#include "wire/client_bodies.hpp"

#include <utility>

#include "wire/json_body.hpp"
#include "wire/json_text.hpp"

namespace caravan::wire {

std::string encode(const NewUser& user) {
  std::string json = R"({"username":)";
  append_json_string(json, user.username);
  json += R"(,"password":)";
  append_json_string(json, user.password);
  return json + '}';
}

std::string encode_direct_chat(domain::UserId one, domain::UserId other) {
  return R"({"users_id":[)" + one.to_string() + ',' + other.to_string() + "]}";
}

std::string encode(const NewMessage& message) {
  std::string json = "{";
  if (message.id) json += R"("message_id":")" + message.id->to_string() + "\",";
  json += R"("chat_id":")" + message.chat.to_string() + R"(","from_user":")" + message.from.to_string() + '"';
  if (message.to) json += R"(,"to_user":")" + message.to->to_string() + '"';
  json += R"(,"body":)";
  append_json_string(json, message.body);
  return json + '}';
}

Parsed<LoginAnswer> parse_login_answer(std::string_view json) {
  JsonBody body(json);
  const auto user = body.required_user("id");
  auto token = body.required_text("access_token");
  if (body.refused()) return body.take_problems();
  return LoginAnswer{*user, *std::move(token)};
}

Parsed<domain::ChatId> parse_chat_answer(std::string_view json) {
  JsonBody body(json);
  const auto chat = body.required_uuid<domain::ChatId>("chat_id");
  if (body.refused()) return body.take_problems();
  return *chat;
}

}  // namespace caravan::wire
