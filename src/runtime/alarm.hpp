#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <mutex>

namespace caravan::runtime {

// An event for one waiting coroutine that other threads may set. A ring that comes before the wait is kept,
// so "look, then wait" never misses one; several rings before a wait count as one.
class Alarm {
 public:
  // From any thread.
  void ring();

  // Waits for a ring, until `deadline` at the latest; the ring is used up. Throws
  // `system_error(operation_aborted)` when cancelled. One waiter at a time.
  boost::asio::awaitable<void> wait_until(std::chrono::steady_clock::time_point deadline);

 private:
  std::mutex mutex_;
  bool rung_ = false;
  std::shared_ptr<boost::asio::steady_timer> waiter_;
};

}  // namespace caravan::runtime
