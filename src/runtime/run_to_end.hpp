#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <optional>
#include <utility>

namespace caravan::runtime {

// `co_spawn` asks for results that have a default value; this asks for none.
template <class T>
boost::asio::awaitable<void> keep_result(boost::asio::awaitable<T> task, std::optional<T>& result) {
  result.emplace(co_await std::move(task));
}

// Runs one coroutine on a fresh event loop of this thread and returns its result; for tests.
template <class T>
T run_to_end(boost::asio::awaitable<T> task) {
  boost::asio::io_context loop;
  std::optional<T> result;
  auto ended = boost::asio::co_spawn(loop, keep_result(std::move(task), result), boost::asio::use_future);
  loop.run();
  ended.get();
  return std::move(*result);
}

inline void run_to_end(boost::asio::awaitable<void> task) {
  boost::asio::io_context loop;
  auto ended = boost::asio::co_spawn(loop, std::move(task), boost::asio::use_future);
  loop.run();
  ended.get();
}

}  // namespace caravan::runtime
