#pragma once

#include <cstddef>
#include <map>
#include <mutex>

#include "runtime/clock.hpp"

namespace caravan::runtime {

// Time that moves only when told to, for tests and the simulation. Thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(SystemTime wall = SystemTime(std::chrono::hours(24 * 365 * 56))) : wall_(wall) {}

  SteadyTime now() const override;
  SystemTime wall() const override;
  boost::asio::awaitable<void> wait(AutoResetEvent& event, SteadyTime deadline) override;

  // Moves both clocks and wakes everyone whose deadline has come.
  void advance(std::chrono::nanoseconds by);
  // A wall clock that jumps, as an administrator or NTP would make it.
  void set_wall(SystemTime wall);
  // How many coroutines wait for a deadline still to come; lets a test know that the code under test has come
  // to rest. Who was woken and has not run yet is not among them.
  std::size_t waiting() const;
  // The earliest deadline still to come that anybody waits for, `SteadyTime::max()` without one: a simulation
  // goes from one to the next.
  SteadyTime next_deadline() const;

 private:
  mutable std::mutex mutex_;
  SteadyTime now_{std::chrono::hours(1)};
  SystemTime wall_;
  // Those whose deadline has come, too, until they run.
  std::multimap<SteadyTime, AutoResetEvent*> waiting_;
};

}  // namespace caravan::runtime
