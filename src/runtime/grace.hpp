#pragma once

#include "runtime/clock.hpp"

namespace caravan::runtime {

// For a watch over other people's deadlines. One that wakes late was held up itself (the process was stopped,
// the machine starved), and what its clients sent in time still waits in their sockets. So a late round is
// forgiven, and the next one, by when all of that is read, judges again. Never two in a row: a loop that is
// always late would judge nobody. Not thread-safe.
class Grace {
 public:
  explicit Grace(SteadyTime::duration tolerance) : tolerance_(tolerance) {}

  // Whether the round that was due at `due` and began at `now` is to be passed over.
  bool forgives(SteadyTime due, SteadyTime now) {
    forgiving_ = !forgiving_ && now - due > tolerance_;
    return forgiving_;
  }

 private:
  SteadyTime::duration tolerance_;
  bool forgiving_ = false;
};

}  // namespace caravan::runtime
