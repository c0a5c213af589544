#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace caravan::runtime {

// Event loops with a thread each. What is bound to one loop is never touched by another thread, so it needs
// no lock.
class EventLoops {
 public:
  // `name` is the prefix of the thread names. The loops run at once and idle until they get work.
  EventLoops(std::size_t count, std::string name);
  EventLoops(const EventLoops&) = delete;
  EventLoops& operator=(const EventLoops&) = delete;
  // Blocks until every loop has run out of work: end whatever runs for ever before.
  ~EventLoops();

  std::size_t size() const { return loops_.size(); }
  boost::asio::io_context& at(std::size_t index) { return *loops_[index]; }
  std::vector<boost::asio::any_io_executor> executors();

 private:
  std::vector<std::unique_ptr<boost::asio::io_context>> loops_;
  std::vector<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> guards_;
  std::vector<std::thread> threads_;
};

}  // namespace caravan::runtime
