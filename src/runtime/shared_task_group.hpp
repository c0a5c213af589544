#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "runtime/auto_reset_event.hpp"
#include "runtime/clock.hpp"
#include "runtime/task_group.hpp"

namespace caravan::runtime {

// As `TaskGroup`, for coroutines that run on several event loops: each on the executor that it is given,
// which runs on one thread at a time. Thread-safe. `on_failure` is called on the loop of the task that
// failed.
class SharedTaskGroup {
 public:
  explicit SharedTaskGroup(TaskGroup::OnFailure on_failure) : on_failure_(std::move(on_failure)) {}
  SharedTaskGroup(const SharedTaskGroup&) = delete;
  SharedTaskGroup& operator=(const SharedTaskGroup&) = delete;
  ~SharedTaskGroup() { wait(); }

  void spawn(std::string name, const boost::asio::any_io_executor& executor,
             boost::asio::awaitable<void> task);
  // Asks every task to stop at its next wait; tasks spawned later are cancelled at once.
  void cancel();
  // Waits until no task is left, or until `deadline`. One joiner at a time.
  boost::asio::awaitable<void> join_until(Clock& clock, SteadyTime deadline);
  // Blocks until no task is left: not for a thread that one of them needs.
  void wait();

  std::size_t size() const;

 private:
  struct Task;
  class Ending;
  using Tasks = std::list<std::shared_ptr<Task>>;

  static void stop(const std::shared_ptr<Task>& task);
  void finish(Tasks::iterator task, std::exception_ptr failure);

  const TaskGroup::OnFailure on_failure_;
  mutable std::mutex mutex_;
  std::condition_variable ended_;
  AutoResetEvent empty_;
  Tasks tasks_;
  bool cancelled_ = false;
};

}  // namespace caravan::runtime
