#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <optional>
#include <type_traits>
#include <utility>

namespace caravan::runtime {

// `co_spawn` wants results that can be made from nothing; an optional lets any value through.
template <class T>
boost::asio::awaitable<std::optional<T>> as_optional(boost::asio::awaitable<T> task) {
  co_return co_await std::move(task);
}

// Runs one coroutine on a fresh event loop of this thread, which has none, and returns its result.
template <class T>
T run_to_end(boost::asio::awaitable<T> task) {
  boost::asio::io_context loop;
  if constexpr (std::is_void_v<T>) {
    auto result = boost::asio::co_spawn(loop, std::move(task), boost::asio::use_future);
    loop.run();
    result.get();
  } else {
    auto result = boost::asio::co_spawn(loop, as_optional(std::move(task)), boost::asio::use_future);
    loop.run();
    return std::move(*result.get());
  }
}

}  // namespace caravan::runtime
