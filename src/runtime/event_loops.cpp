#include "runtime/event_loops.hpp"

#include <pthread.h>

namespace caravan::runtime {

EventLoops::EventLoops(std::size_t count, std::string name) {
  for (std::size_t i = 0; i < count; ++i) {
    auto& loop = *loops_.emplace_back(std::make_unique<boost::asio::io_context>(1));
    guards_.push_back(boost::asio::make_work_guard(loop));
    threads_.emplace_back([&loop] { loop.run(); });
    pthread_setname_np(threads_.back().native_handle(),
                       (name + "-" + std::to_string(i)).substr(0, 15).c_str());
  }
}

EventLoops::~EventLoops() {
  guards_.clear();
  for (auto& thread : threads_)
    thread.join();
}

std::vector<boost::asio::any_io_executor> EventLoops::executors() {
  std::vector<boost::asio::any_io_executor> executors;
  for (auto& loop : loops_)
    executors.push_back(loop->get_executor());
  return executors;
}

}  // namespace caravan::runtime
