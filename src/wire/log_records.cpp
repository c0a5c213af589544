#include "wire/log_records.hpp"

#include <memory>
#include <optional>
#include <simdjson.h>
#include <utility>

#include "wire/message_json.hpp"
#include "wire/record_reader.hpp"

namespace caravan::wire {
namespace {

constexpr std::string_view kOpen = R"({"v":1,)";

void append_recipient(std::string& out, domain::UserId recipient) {
  out += kOpen;
  out += R"("recipient":)";
  append_user(out, recipient);
}

void append_key(std::string& out, const domain::BatchKey& key) {
  if (const auto* const reader = std::get_if<domain::UserId>(&key)) return append_recipient(out, *reader);
  const auto& stream = std::get<domain::Stream>(key);
  out += kOpen;
  out += R"("chat_id":")";
  append_uuid(out, stream.chat.uuid);
  out += R"(","from_user":)";
  append_user(out, stream.sender);
}

void append_places(std::string& out, std::span<const std::int64_t> offsets, std::int64_t after) {
  out += R"(,"after":)";
  out += std::to_string(after);
  out += R"(,"offsets":[)";
  for (const auto offset : offsets)
    out.append(std::to_string(offset)) += ',';
  if (!offsets.empty()) out.pop_back();
  out += ']';
}

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

std::optional<domain::Message> read_message(FieldReader& reader, const object& json) {
  const auto id = reader.id<domain::MessageId>(json, "message_id");
  const auto chat = reader.id<domain::ChatId>(json, "chat_id");
  const auto from = reader.id<domain::UserId>(json, "from_user");
  const auto to = reader.id_or_null(json, "to_user");
  const auto body = reader.value<std::string_view>(json, "body");
  const auto time = reader.id<domain::TimeUuid>(json, "time");
  if (reader.refused()) return std::nullopt;
  return domain::Message{*id, *chat, *from, to, std::string(*body), *time};
}

domain::SharedMessage read_shared_message(FieldReader& reader, const object& json) {
  auto message = read_message(reader, json);
  return message ? std::make_shared<const domain::Message>(*std::move(message)) : nullptr;
}

std::optional<domain::Delivery> read_delivery(FieldReader& reader, const object& json) {
  const auto recipient = reader.id<domain::UserId>(json, "recipient");
  const auto message = reader.value<object>(json, "message");
  if (reader.refused()) return std::nullopt;
  return domain::Delivery{*recipient, read_shared_message(reader, *message)};
}

// Growing, all behind `after`, one for each message; or nothing of it.
void read_places(FieldReader& reader, const object& json, domain::Batch& batch) {
  if (element missing; json.at_key("after").get(missing) && json.at_key("offsets").get(missing)) return;
  const auto after = reader.value<std::int64_t>(json, "after");
  const auto offsets = reader.value<array>(json, "offsets");
  if (reader.refused()) return;
  batch.after = *after;
  for (const element item : *offsets) {
    std::int64_t offset = 0;
    if (item.get(offset) || offset <= batch.last())
      return reader.refuse("offsets", "do not grow behind `after`");
    batch.offsets.push_back(offset);
  }
  if (!domain::is_placed(batch)) reader.refuse("offsets", "are not one for each message");
}

domain::BatchKey read_key(FieldReader& reader, const object& json) {
  if (element chat; json.at_key("chat_id").get(chat))
    return reader.id<domain::UserId>(json, "recipient").value_or(domain::UserId{});
  const auto chat = reader.id<domain::ChatId>(json, "chat_id");
  const auto sender = reader.id<domain::UserId>(json, "from_user");
  return domain::Stream{chat.value_or(domain::ChatId{}), sender.value_or(domain::UserId{})};
}

std::optional<domain::Batch> read_batch(FieldReader& reader, const object& json) {
  const auto key = read_key(reader, json);
  const auto messages = reader.value<array>(json, "messages");
  if (reader.refused()) return std::nullopt;
  domain::Batch batch;
  batch.key = key;
  for (const element item : *messages) {
    object message;
    if (item.get(message)) reader.refuse("messages", "holds something that is not an object");
    if (reader.refused()) return std::nullopt;
    batch.messages.push_back(read_shared_message(reader, message));
  }
  read_places(reader, json, batch);
  return batch;
}

}  // namespace

std::string encode_record(const domain::Message& message) {
  std::string out;
  out.reserve(message_bytes_beside_body + message.body.size());
  out += kOpen;
  append_message_fields(out, message);
  out += '}';
  return out;
}

std::string encode_record(const domain::Delivery& delivery) {
  std::string out;
  out.reserve(message_bytes_beside_body + delivery.message->body.size());
  DeliveryWriter().append(out, delivery);
  return out;
}

void DeliveryWriter::append(std::string& out, const domain::Delivery& delivery) {
  if (delivery.message != message_) {
    message_ = delivery.message;
    fields_.clear();
    append_message_fields(fields_, *message_);
  }
  append_recipient(out, delivery.recipient);
  out += R"(,"message":{)";
  out += fields_;
  out += "}}";
}

std::string encode_record(const domain::Batch& batch) {
  std::string out;
  append_batch(out, batch.key, batch.messages, batch.offsets, batch.after);
  return out;
}

void append_batch(std::string& out, const domain::BatchKey& key,
                  std::span<const domain::SharedMessage> messages, std::span<const std::int64_t> offsets,
                  std::int64_t after) {
  append_key(out, key);
  if (offsets.size() == messages.size()) append_places(out, offsets, after);
  out += R"(,"messages":[)";
  for (const auto& message : messages) {
    out += '{';
    append_message_fields(out, *message);
    out += "},";
  }
  if (!messages.empty()) out.pop_back();
  out += "]}";
}

Decoded<domain::Message> decode_message(std::string_view json) {
  return decode_fields(json, read_message);
}

Decoded<domain::Delivery> decode_delivery(std::string_view json) {
  return decode_fields(json, read_delivery);
}

Decoded<domain::Batch> decode_batch(std::string_view json) {
  return decode_fields(json, read_batch);
}

}  // namespace caravan::wire
