#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <mutex>

namespace caravan::runtime {

// What one coroutine waits for and other threads set. Set before the wait, it stays set, so "look, then wait"
// misses nothing; the wait resets it. Set several times before a wait, it is set once.
class AutoResetEvent {
 public:
  // From any thread.
  void set();

  // Waits until it is set, until `deadline` at the latest, and resets it. Throws
  // `system_error(operation_aborted)` when cancelled. One waiter at a time.
  boost::asio::awaitable<void> wait_until(std::chrono::steady_clock::time_point deadline);

 private:
  std::mutex mutex_;
  bool is_set_ = false;
  std::shared_ptr<boost::asio::steady_timer> waiter_;
};

}  // namespace caravan::runtime
