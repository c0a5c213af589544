#pragma once

#include "domain/message.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"

namespace caravan::ports {

// Who made a message's id.
enum class IdOrigin {
  server,  // for this call alone: nobody can repeat it, so the adapter need not remember it
  sender,  // who may repeat it at any moment, through any process, and without marking it as a repetition
};

// Where a message becomes true. Thread-safe.
class Acceptance {
 public:
  virtual ~Acceptance() = default;

  // Stores the message in its chat's history on stable storage and makes sure that it reaches
  // `chat_messages`: both or neither. Gives it its time, greater than that of every message in the chat whose
  // acceptance was confirmed before; messages become visible in history in the order of their times.
  //
  // Idempotent by `draft.key()` when the id is its sender's: a key that was accepted before answers the first
  // message and stores nothing, also when both come at once; `conflict` when its message belongs to another
  // chat. Membership is the caller's to check; an adapter that sees that the chat does not exist at all
  // answers `not_found`. `overloaded`, `unavailable`: nothing was stored. `uncertain`: the same again settles
  // it; an adapter may answer `conflict` to another body then. A call that is cancelled is uncertain, too,
  // and still brings what it began to its end: a message is in history and on its way to the log, or in
  // neither.
  virtual Task<Result<domain::Message>> accept(domain::Draft draft, IdOrigin origin) = 0;
};

}  // namespace caravan::ports
