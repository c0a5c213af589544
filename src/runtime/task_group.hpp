#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <cstddef>
#include <exception>
#include <functional>
#include <list>
#include <string>

#include "runtime/auto_reset_event.hpp"

namespace caravan::runtime {

// Owns coroutines, so that none outlives what it uses: stop is `cancel()`, then `co_await join()`.
//
// Every task runs on the group's executor, which must run on one thread at a time; all members are called
// there. A task that ends by cancellation ends quietly. Any other exception is a broken invariant: it goes to
// `on_failure`, which is expected to stop the process.
class TaskGroup {
 public:
  using OnFailure = std::function<void(const std::string& task, std::exception_ptr)>;

  TaskGroup(boost::asio::any_io_executor executor, OnFailure on_failure);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup();  // requires size() == 0

  // The task's own stop signal, for who wants to cancel it alone; valid until the task ends.
  boost::asio::cancellation_signal& spawn(std::string name, boost::asio::awaitable<void> task);
  // Asks every task to stop at its next wait; tasks spawned later are cancelled at once.
  void cancel();
  // Waits until no task is left. One joiner at a time.
  boost::asio::awaitable<void> join();
  // Forgets tasks that were destroyed with their event loop, as a simulated crash does; instead of `join`.
  void abandon() { tasks_.clear(); }

  std::size_t size() const { return tasks_.size(); }
  boost::asio::any_io_executor executor() const { return executor_; }

 private:
  struct Task {
    std::string name;
    boost::asio::cancellation_signal stop;
  };
  void finish(std::list<Task>::iterator task, std::exception_ptr failure);

  boost::asio::any_io_executor executor_;
  OnFailure on_failure_;
  std::list<Task> tasks_;
  bool cancelled_ = false;
  AutoResetEvent empty_;
};

}  // namespace caravan::runtime
