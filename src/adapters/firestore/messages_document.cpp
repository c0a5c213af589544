#include "adapters/firestore/messages_document.hpp"

#include <utility>
#include <vector>

namespace caravan::firestore {
namespace {

// Firestore takes a document of 1 MiB; the rest is for what surrounds the messages.
constexpr std::size_t kMessagesBytesMax = 900'000;

TextMap text_of(const domain::Message& message) {
  return {{"message_id", message.id.to_string()},
          {"chat_id", message.chat.to_string()},
          {"from_user", message.from.to_string()},
          {"to_user", message.to ? std::optional(message.to->to_string()) : std::nullopt},
          {"body", message.body},
          {"time", message.time.to_string()},
          {"time_iso", message.time.to_iso()}};
}

std::optional<std::string> text_in(const TextMap& map, std::string_view name) {
  const auto found = map.find(name);
  return found == map.end() ? std::nullopt : found->second;
}

template <class T>
const T* field(const Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  return found == fields.end() ? nullptr : std::get_if<T>(&found->second);
}

bool is(const std::string* text, const std::string& expected) {
  return text != nullptr && *text == expected;
}

}  // namespace

std::optional<MessagesDocument> MessagesDocument::from(const Fields& fields, const domain::Stream& stream) {
  const auto* const list = field<std::vector<TextMap>>(fields, "list_of_messages");
  if (!list || !is(field<std::string>(fields, "from_user"), stream.sender.to_string()) ||
      !is(field<std::string>(fields, "chat_id"), stream.chat.to_string()))
    return std::nullopt;
  MessagesDocument document(stream);
  for (const auto& text : *list) {
    const auto time = domain::TimeUuid::parse(text_in(text, "time").value_or(""));
    if (!time) return std::nullopt;
    document.messages_.emplace(*time, text);
  }
  return document;
}

bool MessagesDocument::add(std::span<const domain::SharedMessage> messages) {
  const auto before = messages_.size();
  for (const auto& message : messages)
    if (!messages_.contains(message->time)) messages_.emplace(message->time, text_of(*message));
  return messages_.size() > before;
}

Fields MessagesDocument::fields(std::optional<std::chrono::sys_seconds> expires_at) const {
  std::vector<TextMap> list;
  list.reserve(messages_.size());
  for (const auto& [time, text] : messages_)
    list.push_back(text);
  Fields fields{{"from_user", stream_.sender.to_string()},
                {"chat_id", stream_.chat.to_string()},
                {"list_of_messages", std::move(list)},
                {"latest_message_time_iso", messages_.rbegin()->first.to_iso()}};
  if (expires_at) fields.emplace("expires_at", *expires_at);
  return fields;
}

// An id is its sender's own: two senders may use the same one.
std::string messages_path(const domain::Message& first) {
  return "messages/" + first.id.to_string() + "-" + first.from.to_string();
}

std::size_t fitting(std::span<const domain::SharedMessage> messages) {
  std::size_t bytes = 0, count = 0;
  for (; count < messages.size(); ++count) {
    bytes += bytes_of(text_of(*messages[count]));
    if (count > 0 && bytes > kMessagesBytesMax) break;
  }
  return count;
}

}  // namespace caravan::firestore
