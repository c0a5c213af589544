#pragma once

#include <string>
#include <string_view>

#include "domain/presence.hpp"
#include "wire/log_records.hpp"

// The records of `reader_presence`: who is there to read. Contract: api/reader_presence.schema.json;
// examples: tests/golden/. Every function here is thread-safe.
namespace caravan::wire {

// Names the thing of which a record tells the newest state: a reader's sockets on a node, a listener, a node.
std::string key_of(const domain::PresenceEvent& event);
std::string encode_record(const domain::PresenceEvent& event);

// As strict as the log's other records.
Decoded<domain::PresenceEvent> decode_presence(std::string_view json);

}  // namespace caravan::wire
