#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <vector>

#include "runtime/clock.hpp"
#include "seeded_random.hpp"

namespace caravan::simulation {

class Loops;

// An event loop that moves by one handler when it is told to, and that a power cut ends with everything on
// it: coroutines are destroyed at the wait in which they stand, and nothing of them runs but destructors.
//
// Alarms that somebody waits for on this loop must not outlive it.
class Loop {
 public:
  explicit Loop(Loops& loops);
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();

  boost::asio::any_io_executor executor();

  // False when no handler was ready.
  bool run_one();
  bool may_run(runtime::SteadyTime now) const { return has_work_ && now >= stalled_until_; }

  // As when its thread gets no processor: handlers and due waits queue up.
  void stall(runtime::SteadyTime until) { stalled_until_ = until; }
  runtime::SteadyTime stalled_until() const { return stalled_until_; }

  // Once; from then on the loop takes nothing any more.
  void drop();

 private:
  class Executor;
  struct Context : boost::asio::io_context {
    Context() : io_context(1) {}
    using boost::asio::execution_context::shutdown;
  };

  Loops& loops_;
  Context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  runtime::SteadyTime stalled_until_;
  bool has_work_ = false;  // maybe: known for sure only when `run_one` looks
  bool running_ = false;
  bool dropped_ = false;
};

// The loops of one run. Real ones run beside each other; here one handler of one loop runs at a time, and
// chance says whose.
class Loops {
 public:
  // One handler of a loop that has one. False when every loop is at rest or stalls.
  bool run_one(SeededRandom& random, runtime::SteadyTime now);
  // When the first loop that stalls goes on; `SteadyTime::max()` when none does.
  runtime::SteadyTime next_resumption(runtime::SteadyTime now) const;

 private:
  friend class Loop;

  std::vector<Loop*> all_;
  std::vector<Loop*> ready_;  // kept for its capacity
};

}  // namespace caravan::simulation
