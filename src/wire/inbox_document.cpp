#include "wire/inbox_document.hpp"

#include <array>
#include <charconv>
#include <simdjson.h>

#include "wire/json_text.hpp"
#include "wire/message_json.hpp"

namespace caravan::wire {
namespace {

constexpr std::size_t kUuidBytes = 16;
constexpr std::size_t kUuidCharacters = 22;  // in base64url
constexpr std::size_t kShortFields = 2;
constexpr std::size_t kFields = 7;
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// The last of the 22 characters carries two bits only, so the shift at the end fills up with zeros.
void append_base64(std::string& out, const domain::Uuid& uuid) {
  unsigned bits = 0;
  int count = 0;
  for (const auto byte : uuid.bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6)
      out += kAlphabet[bits >> (count - 6) & 0x3f];
  }
  out += kAlphabet[bits << (6 - count) & 0x3f];
}

std::optional<domain::Uuid> read_base64(std::string_view text) {
  if (text.size() != kUuidCharacters) return std::nullopt;
  domain::Uuid uuid;
  unsigned bits = 0;
  int count = 0;
  std::size_t next = 0;
  for (const char c : text) {
    const auto value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<unsigned>(value);
    count += 6;
    if (count < 8 || next == kUuidBytes) continue;
    count -= 8;
    uuid.bytes[next++] = static_cast<std::uint8_t>(bits >> count & 0xff);
  }
  // Another text of the same bytes would be another id to whoever compares texts.
  const bool canonical = (bits & ((1u << count) - 1)) == 0;
  return canonical ? std::optional(uuid) : std::nullopt;
}

void append_id(std::string& out, const domain::Uuid& uuid) {
  out += '"';
  append_base64(out, uuid);
  out += '"';
}

void append_number(std::string& out, std::int64_t number) {
  std::array<char, 20> text;
  out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr);
}

using simdjson::dom::array;
using simdjson::dom::element;

// The fields of one entry in their order. After the first one that is wrong everything reads as nothing.
class EntryReader {
 public:
  explicit EntryReader(const array& fields) : next_(fields.begin()) {}

  bool failed() const { return failed_; }

  template <class Value>
  Value value() {
    Value value{};
    if (failed_ || take().get(value)) failed_ = true;
    return value;
  }
  domain::Uuid uuid() { return checked(read_base64(value<std::string_view>())); }
  domain::UserId user() { return checked(domain::UserId::parse(value<std::string_view>())); }
  std::optional<domain::UserId> user_or_null() {
    if (!(*next_).is_null()) return user();
    ++next_;
    return std::nullopt;
  }

 private:
  element take() {
    const element field = *next_;
    ++next_;
    return field;
  }
  template <class Value>
  Value checked(const std::optional<Value>& value) {
    failed_ |= !value;
    return value.value_or(Value{});
  }

  array::iterator next_;
  bool failed_ = false;
};

std::optional<domain::Message> read_message(EntryReader& reader, domain::MessageId id) {
  const domain::ChatId chat{reader.uuid()};
  const auto from = reader.user();
  const auto to = reader.user_or_null();
  const auto body = reader.value<std::string_view>();
  const auto time = domain::TimeUuid::from(reader.uuid());
  if (reader.failed() || !time) return std::nullopt;
  return domain::Message{id, chat, from, to, std::string(body), *time};
}

}  // namespace

std::string encode_inbox_entry(std::int64_t offset, const domain::Message& message) {
  std::string out;
  out.reserve(message_bytes_beside_body + message.body.size());
  out += '[';
  append_number(out, offset);
  out += ',';
  append_id(out, message.id.uuid);
  out += ',';
  append_id(out, message.chat.uuid);
  out += ',';
  append_user(out, message.from);
  out += ',';
  message.to ? append_user(out, *message.to) : void(out += "null");
  out += ',';
  append_json_string(out, message.body);
  out += ',';
  append_id(out, message.time.uuid());
  out += ']';
  return out;
}

std::string encode_inbox_entry(std::int64_t offset, domain::ChatId chat) {
  std::string out = "[";
  append_number(out, offset);
  out += ',';
  append_id(out, chat.uuid);
  out += ']';
  return out;
}

std::string encode(const InboxText& inbox) {
  std::string out = R"({"log":)";
  append_json_string(out, inbox.log);
  out += R"(,"n":)";
  append_number(out, inbox.n);
  out += R"(,"oldest":)";
  append_number(out, inbox.oldest);
  out += R"(,"entries":[)";
  for (const auto& entry : inbox.entries) {
    if (&entry != &inbox.entries.front()) out += ',';
    append_json_string(out, entry);
  }
  return out + "]}";
}

Decoded<InboxEntry> decode_inbox_entry(std::string_view json) {
  thread_local simdjson::dom::parser parser;
  array fields;
  if (json.empty()) return Malformed{"empty"};
  if (const auto error = parser.parse(json.data(), json.size()).get(fields))
    return Malformed{simdjson::error_message(error)};
  if (fields.size() != kFields && fields.size() != kShortFields) return Malformed{"another number of fields"};
  EntryReader reader(fields);
  InboxEntry entry;
  entry.offset = reader.value<std::int64_t>();
  const auto id = reader.uuid();
  if (fields.size() == kShortFields) {
    entry.chat = domain::ChatId{id};
  } else {
    entry.message = read_message(reader, domain::MessageId{id});
    if (!entry.message) return Malformed{"a field of another kind"};
    entry.chat = entry.message->chat;
  }
  if (reader.failed()) return Malformed{"a field of another kind"};
  return entry;
}

}  // namespace caravan::wire
