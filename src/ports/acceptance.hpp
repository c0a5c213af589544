#pragma once

#include "domain/message.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"

namespace caravan::ports {

enum class Attempt {
  only,   // the id was made for this attempt, so nobody can send it again: the adapter need not remember it
  first,  // the sender says that it never sent this id before: the adapter need not read before it writes
  retry,
};

// Where a message becomes true. Thread-safe.
class Acceptance {
 public:
  virtual ~Acceptance() = default;

  // Stores the message in its chat's history on stable storage and makes sure that it reaches
  // `chat_messages`: both or neither. Gives it its time, greater than that of every message in the chat whose
  // acceptance was confirmed before; messages become visible in history in the order of their times.
  //
  // Idempotent by `draft.id`, except after `Attempt::only`: an id that was accepted before answers the first
  // message and stores nothing; `conflict` when that id belongs to another chat or sender. Membership is the
  // caller's to check; an adapter that sees that the chat does not exist at all answers `not_found`.
  // `overloaded`, `unavailable`: nothing was stored. `uncertain`: a retry with the same id settles it.
  virtual Task<Result<domain::Message>> accept(domain::Draft draft, Attempt attempt) = 0;
};

}  // namespace caravan::ports
