#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>

#include "runtime/auto_reset_event.hpp"

namespace caravan::runtime {

using SteadyTime = std::chrono::steady_clock::time_point;
using SystemTime = std::chrono::system_clock::time_point;

// Where time comes from, so that a test or a simulation can own it. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  virtual SteadyTime now() const = 0;   // never goes back: for waits and rates
  virtual SystemTime wall() const = 0;  // may jump: for what people read
  // Resumes when `event` is set or at `deadline` of this clock, whichever comes first.
  // Throws `system_error(operation_aborted)` when cancelled.
  virtual boost::asio::awaitable<void> wait(AutoResetEvent& event, SteadyTime deadline) = 0;

  boost::asio::awaitable<void> sleep_until(SteadyTime time);
};

class SystemClock final : public Clock {
 public:
  SteadyTime now() const override { return std::chrono::steady_clock::now(); }
  SystemTime wall() const override { return std::chrono::system_clock::now(); }
  boost::asio::awaitable<void> wait(AutoResetEvent& event, SteadyTime deadline) override;
};

}  // namespace caravan::runtime
