#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <exception>
#include <string>

#include "runtime/task_group.hpp"

namespace caravan::bench {

// Coroutines that work on one thing together, until all are done, one fails, or a deadline passes.
class Workers {
 public:
  explicit Workers(boost::asio::any_io_executor executor);

  void spawn(std::string name, boost::asio::awaitable<void> work);
  // Waits for all; at the deadline, or when one fails, it cancels the others. Throws the first failure; is
  // false when the deadline came first. Once.
  boost::asio::awaitable<bool> join(std::chrono::steady_clock::time_point deadline);

 private:
  boost::asio::awaitable<void> counted(boost::asio::awaitable<void> work);

  std::size_t working_ = 0;
  std::exception_ptr failure_;
  runtime::AutoResetEvent changed_;
  runtime::TaskGroup group_;
};

}  // namespace caravan::bench
