#pragma once

#include "runtime/clock.hpp"

namespace caravan::runtime {

// Tells a loop that closes silent connections at intervals when it was held up itself: the process was
// stopped, or the machine starved. What clients sent in time then still waits in their sockets, so the loop
// should close nothing in that round; by the next one everything has been read. It never tells so twice in a
// row, or a loop that is always late would never close anything. Not thread-safe.
class PauseDetector {
 public:
  explicit PauseDetector(SteadyTime::duration tolerance) : tolerance_(tolerance) {}

  // Whether the round that was due at `due` and began at `now` came more than `tolerance` late.
  bool saw_one(SteadyTime due, SteadyTime now) {
    paused_ = !paused_ && now - due > tolerance_;
    return paused_;
  }

 private:
  SteadyTime::duration tolerance_;
  bool paused_ = false;
};

}  // namespace caravan::runtime
