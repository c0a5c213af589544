#include "wire/message_json.hpp"

#include <charconv>

#include "wire/json_text.hpp"

namespace caravan::wire {

void append_uuid(std::string& out, const domain::Uuid& uuid) {
  char text[36];
  uuid.write(text);
  out.append(text, sizeof text);
}

void append_user(std::string& out, domain::UserId user) {
  char text[20];
  const auto end = std::to_chars(text, text + sizeof text, user.value).ptr;
  out += '"';
  out.append(text, end);
  out += '"';
}

void append_message_fields(std::string& out, const domain::Message& message) {
  out += R"("message_id":")";
  append_uuid(out, message.id.uuid);
  out += R"(","chat_id":")";
  append_uuid(out, message.chat.uuid);
  out += R"(","from_user":)";
  append_user(out, message.from);
  out += R"(,"to_user":)";
  message.to ? append_user(out, *message.to) : void(out += "null");
  out += R"(,"body":)";
  append_json_string(out, message.body);
  out += R"(,"time":")";
  append_uuid(out, message.time.uuid());
  out += R"(","time_iso":")";
  out += message.time.to_iso();
  out += '"';
}

}  // namespace caravan::wire
