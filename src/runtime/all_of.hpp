#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>
#include <vector>

namespace caravan::runtime {

// Runs all side by side until each has ended; then what the first of them threw is thrown. Their cancellation
// is the caller's.
inline boost::asio::awaitable<void> all_of(std::vector<boost::asio::awaitable<void>> tasks) {
  using namespace boost::asio::experimental;
  if (tasks.empty()) co_return;
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto begin = [&executor](boost::asio::awaitable<void> task) {
    return boost::asio::co_spawn(executor, std::move(task), boost::asio::deferred);
  };
  std::vector<decltype(begin(std::move(tasks.front())))> begun;
  begun.reserve(tasks.size());
  for (auto& task : tasks)
    begun.push_back(begin(std::move(task)));
  auto together = make_parallel_group(std::move(begun));
  const auto [order, ends] = co_await together.async_wait(wait_for_all(), boost::asio::use_awaitable);
  for (const auto& end : ends)
    if (end) std::rethrow_exception(end);
}

}  // namespace caravan::runtime
