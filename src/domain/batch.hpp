#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "domain/message.hpp"

namespace caravan::domain {

// Immutable and shared, because one message goes to many readers.
using SharedMessage = std::shared_ptr<const Message>;

// One message on its way to one member of its chat. Senders get their own messages too, for their other
// devices.
struct Delivery {
  UserId recipient;
  SharedMessage message;  // never null
};

// Messages that travel to one reader together, oldest first.
struct Batch {
  UserId recipient;
  std::vector<SharedMessage> messages;  // none is null
  // The place of each message among the recipient's deliveries, growing. None in a batch of a version that
  // did not write them.
  std::vector<std::int64_t> offsets;
  // What was delivered to the recipient behind this place, up to the last one here, is here, but for his own
  // messages.
  std::int64_t after = 0;

  std::int64_t last() const { return offsets.empty() ? after : offsets.back(); }
};

// False for a batch of a version that did not write offsets: nobody can say what is missing before it.
bool is_placed(const Batch& batch);

// Adds to `batch` what `next`, of the same recipient, has behind it. When deliveries are missing between the
// two, only `next` is left: a reader must not take what stands before a gap for the whole.
void append(Batch& batch, Batch next);

// Drops the oldest messages until the bodies have at most `bytes_max`, but keeps the newest one whatever its
// size. Answers how many were dropped; who had not seen them finds a gap.
std::size_t keep_newest(Batch& batch, std::size_t bytes_max);

}  // namespace caravan::domain
