#pragma once

#include <chrono>
#include <thread>

namespace caravan {

// Ends the process with success at a given time, whatever it still waits for. A store that takes everything
// and answers nothing would hold up the end of its client for as long as one request may take; by then
// everything that was acknowledged is durable, and the rest is as after a crash. Destroyed before that time,
// it does nothing.
class ExitDeadline {
 public:
  // Once.
  void set(std::chrono::steady_clock::time_point deadline);

 private:
  std::jthread thread_;
};

}  // namespace caravan
