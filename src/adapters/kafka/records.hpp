#pragma once

#include <string>
#include <string_view>

#include "ports/message_log.hpp"
#include "wire/log_records.hpp"

// How each kind of record stands in Kafka: its topic, its key and its value.
namespace caravan::kafka {

// Kafka's offsets count from 0; 0 of the port's stands before the first.
constexpr ports::Offset port_offset(std::int64_t kafka_offset) {
  return kafka_offset + 1;
}

inline constexpr std::string_view kDeadLetters = "chat_dead_letters";
inline constexpr std::string_view kReaderPresence = "reader_presence";

template <class Record>
struct RecordKind;

template <>
struct RecordKind<domain::Message> {
  static constexpr std::string_view topic = "chat_messages";
  static std::string key_of(domain::ChatId chat) { return chat.to_string(); }
  static std::string key(const domain::Message& message) { return key_of(message.chat); }
  static auto decode(std::string_view json) { return wire::decode_message(json); }
};

template <>
struct RecordKind<domain::Delivery> {
  static constexpr std::string_view topic = "chat_deliveries";
  static std::string key(const domain::Delivery& delivery) { return delivery.recipient.to_string(); }
  static auto decode(std::string_view json) { return wire::decode_delivery(json); }
};

// Batches of one chat stay in one partition, whoever wrote them.
inline std::string record_key(const domain::BatchKey& key) {
  if (const auto* const stream = std::get_if<domain::Stream>(&key)) return stream->chat.to_string();
  return std::get<domain::UserId>(key).to_string();
}

template <>
struct RecordKind<domain::Batch> {
  static constexpr std::string_view topic = "chat_messages_grouped";
  static std::string key(const domain::Batch& batch) { return record_key(batch.key); }
  static auto decode(std::string_view json) { return wire::decode_batch(json); }
};

}  // namespace caravan::kafka
