#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/message.hpp"
#include "wire/log_records.hpp"

// The texts in `entries` of a reader's document in Firestore. Contract: api/firestore.md; an example:
// tests/golden/inbox.json. Every function here is thread-safe.
namespace caravan::wire {

// One delivery to the reader. Without its message when that was too long: then the chat has news that must be
// read from its history.
struct InboxEntry {
  std::int64_t offset = 0;
  domain::ChatId chat;
  std::optional<domain::Message> message;
};

std::string encode_inbox_entry(std::int64_t offset, const domain::Message& message);
std::string encode_inbox_entry(std::int64_t offset, domain::ChatId chat);

// The document itself, as JSON.
struct InboxText {
  std::string log;
  std::int64_t n = 0;
  std::int64_t oldest = 0;
  std::vector<std::string> entries;
};
std::string encode(const InboxText& inbox);

// Strict: exactly the fields of one of the two forms.
Decoded<InboxEntry> decode_inbox_entry(std::string_view json);

}  // namespace caravan::wire
