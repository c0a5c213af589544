#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "domain/message.hpp"
#include "domain/stream.hpp"

namespace caravan::domain {

// Immutable and shared, because one message goes to many readers.
using SharedMessage = std::shared_ptr<const Message>;

// One message on its way to one member of its chat. Senders get their own messages too, for their other
// devices.
struct Delivery {
  UserId recipient;
  SharedMessage message;  // never null
};

// What a batch gathers: what one reader is to get, whoever writes it, or what one person writes in one chat,
// whoever reads it. Which of them is the feed's to say.
using BatchKey = std::variant<UserId, Stream>;

// For people: "42", or "42 in 6f9619ff-8b86-4011-b42d-00c04fc964ff".
std::string to_string(const BatchKey& key);

// Messages that travel together, oldest first.
struct Batch {
  BatchKey key;
  std::vector<SharedMessage> messages;  // none is null
  // The place of each message among those of the key in the log that they come from, growing. None in a batch
  // of a version that did not write them.
  std::vector<std::int64_t> offsets;
  // What came for the key behind this place, up to the last one here, is here, but for a reader's own
  // messages.
  std::int64_t after = 0;

  // Null when it gathers for no single reader.
  const UserId* reader() const { return std::get_if<UserId>(&key); }
  // Null when it gathers for one reader.
  const Stream* stream() const { return std::get_if<Stream>(&key); }

  std::int64_t last() const { return offsets.empty() ? after : offsets.back(); }
};

// False for a batch of a version that did not write offsets: nobody can say what is missing before it.
bool is_placed(const Batch& batch);

// Adds to `batch` what `next`, of the same key, has behind it. When deliveries are missing between the
// two, only `next` is left: a reader must not take what stands before a gap for the whole.
void append(Batch& batch, Batch next);

// Takes the messages up to this place out of `batch`, all of whose messages have places; it goes on behind
// them.
Batch take_until(Batch& batch, std::int64_t place);

// Drops the oldest messages until the bodies have at most `bytes_max`, but keeps the newest one whatever its
// size. Answers how many were dropped; who had not seen them finds a gap.
std::size_t keep_newest(Batch& batch, std::size_t bytes_max);

}  // namespace caravan::domain
