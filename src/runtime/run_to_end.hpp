#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <utility>

namespace caravan::runtime {

// Runs one coroutine on a fresh event loop of this thread and returns its result; for tests.
template <class T>
T run_to_end(boost::asio::awaitable<T> task) {
  boost::asio::io_context loop;
  auto result = boost::asio::co_spawn(loop, std::move(task), boost::asio::use_future);
  loop.run();
  return result.get();
}

}  // namespace caravan::runtime
