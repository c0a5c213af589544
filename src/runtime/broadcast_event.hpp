#pragma once

#include <mutex>
#include <vector>

#include "runtime/auto_reset_event.hpp"

namespace caravan::runtime {

// One event for any number of coroutines that wait for it: each has an auto-reset event of its own, and all
// of them are set together. Thread-safe. Outlives its waiters.
class BroadcastEvent {
 public:
  class Waiter {
   public:
    explicit Waiter(BroadcastEvent& broadcast);
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    ~Waiter();

    AutoResetEvent& event() { return event_; }

   private:
    BroadcastEvent& broadcast_;
    AutoResetEvent event_;
  };

  void set();

 private:
  std::mutex mutex_;
  std::vector<AutoResetEvent*> waiters_;
};

}  // namespace caravan::runtime
