#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "runtime/clock.hpp"
#include "runtime/run_to_end.hpp"

// Asio's own operator|| waits for a success, so what one side throws would go unheard as long as the other
// waits.
namespace caravan::runtime {

// Runs both until one ends, in whatever way; then the other is cancelled and waited for. What the first one
// threw is thrown.
inline boost::asio::awaitable<void> first_of(boost::asio::awaitable<void> left,
                                             boost::asio::awaitable<void> right) {
  using namespace boost::asio::experimental;
  const auto executor = co_await boost::asio::this_coro::executor;
  auto both = make_parallel_group(boost::asio::co_spawn(executor, std::move(left), boost::asio::deferred),
                                  boost::asio::co_spawn(executor, std::move(right), boost::asio::deferred));
  const auto [order, of_left, of_right] =
      co_await both.async_wait(wait_for_one(), boost::asio::use_awaitable);
  const auto& failure = order[0] == 0 ? of_left : of_right;
  if (failure) std::rethrow_exception(failure);
}

// The work's result, or nothing when `deadline` came first; the work is cancelled then.
template <class T>
boost::asio::awaitable<std::optional<T>> before(runtime::Clock& clock, runtime::SteadyTime deadline,
                                                boost::asio::awaitable<T> work) {
  using namespace boost::asio::experimental;
  const auto executor = co_await boost::asio::this_coro::executor;
  auto both = make_parallel_group(
      boost::asio::co_spawn(executor, runtime::as_optional(std::move(work)), boost::asio::deferred),
      boost::asio::co_spawn(executor, clock.sleep_until(deadline), boost::asio::deferred));
  auto [order, of_work, result, of_sleep] =
      co_await both.async_wait(wait_for_one(), boost::asio::use_awaitable);
  const auto& failure = order[0] == 0 ? of_work : of_sleep;
  if (failure) std::rethrow_exception(failure);
  if (order[0] != 0) co_return std::nullopt;
  co_return std::move(result);
}

}  // namespace caravan::runtime
