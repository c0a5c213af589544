#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "domain/batch.hpp"
#include "domain/message.hpp"

// The values of the logs between the hops, as JSON: `chat_messages` holds messages, `chat_deliveries`
// deliveries and `chat_messages_grouped` batches. Contracts: api/<topic>.schema.json; examples:
// tests/golden/. Every function here is thread-safe.
namespace caravan::wire {

// Message bodies must be valid UTF-8, as everywhere in the domain.
std::string encode_record(const domain::Message& message);
std::string encode_record(const domain::Delivery& delivery);
std::string encode_record(const domain::Batch& batch);

// As `encode_record` for a batch, appended to `out` and from messages that need no Batch of their own.
// Without offsets it is the data of a live publication, which has an offset beside it.
void append_batch(std::string& out, const domain::BatchKey& key,
                  std::span<const domain::SharedMessage> messages, std::span<const std::int64_t> offsets = {},
                  std::int64_t after = 0);

// Appends deliveries as `encode_record` has them. Those of one message mostly follow each other, and the
// message is encoded once for all of them. Not thread-safe.
class DeliveryWriter {
 public:
  void append(std::string& out, const domain::Delivery& delivery);

 private:
  domain::SharedMessage message_;  // the last one
  std::string fields_;             // its own
};

// Why a value is not a record of its topic; for logs, and free of message bodies.
struct Malformed {
  std::string reason;
};
template <class Record>
using Decoded = std::variant<Record, Malformed>;

// Unknown fields are skipped, so that an older reader survives a newer writer. Everything else is strict: the
// version is 1, each field is there and has its type; of a batch only `after` and `offsets` may be missing,
// together, as they are in what older versions wrote. `time_iso` only repeats `time` and is not read.
Decoded<domain::Message> decode_message(std::string_view json);
Decoded<domain::Delivery> decode_delivery(std::string_view json);
Decoded<domain::Batch> decode_batch(std::string_view json);

}  // namespace caravan::wire
