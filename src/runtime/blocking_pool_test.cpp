#include "runtime/blocking_pool.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>

#include "runtime/run_to_end.hpp"

namespace caravan::runtime {
namespace {

namespace asio = boost::asio;

TEST(BlockingPool, RunsWorkElsewhereAndBringsItsResultBack) {
  BlockingPool pool({.name = "test", .threads = 2});
  const auto here = std::this_thread::get_id();
  const auto there = run_to_end(pool.run([] { return std::this_thread::get_id(); }));
  ASSERT_TRUE(there);
  EXPECT_NE(*there, here);
}

TEST(BlockingPool, TakesWorkAndResultsThatOnlyMove) {
  BlockingPool pool({.name = "test"});
  auto result =
      run_to_end(pool.run([value = std::make_unique<int>(7)]() mutable { return std::move(value); }));
  EXPECT_EQ(**result, 7);
}

TEST(BlockingPool, ThrowsToTheCallerWhatTheWorkThrew) {
  BlockingPool pool({.name = "test"});
  const auto failing = []() -> int { throw std::runtime_error("disk"); };
  EXPECT_THROW(run_to_end(pool.run(failing)), std::runtime_error);
}

// Keeps the only thread of a pool busy until it is opened.
class Occupied {
 public:
  Occupied(BlockingPool& pool, asio::io_context& loop) {
    auto opened = gate_.get_future().share();
    auto wait = [this, opened] {
      started_.set_value();
      opened.wait();
      return 1;
    };
    running_ = asio::co_spawn(loop, pool.run(std::move(wait)), asio::use_future);
    loop.poll();
    started_.get_future().wait();
  }
  void open() { gate_.set_value(); }
  std::optional<int> result() { return running_.get(); }

 private:
  std::promise<void> started_, gate_;
  std::future<std::optional<int>> running_;
};

TEST(BlockingPool, RefusesAtOnceWhenItsQueueIsFull) {
  BlockingPool pool({.name = "test", .threads = 1, .queue_max = 1});
  asio::io_context loop;
  Occupied occupied(pool, loop);
  auto waiting = asio::co_spawn(loop, pool.run([] { return 2; }), asio::use_future);
  auto refused = asio::co_spawn(loop, pool.run([] { return 3; }), asio::use_future);
  loop.poll();
  EXPECT_EQ(refused.get(), std::nullopt);
  occupied.open();
  loop.run();
  EXPECT_EQ(occupied.result(), 1);
  EXPECT_EQ(waiting.get(), 2);
}

TEST(BlockingPool, TakesFromTheGreedyForOthers) {
  BlockingPool pool({.name = "test", .threads = 1, .queue_max = 2});
  asio::io_context loop;
  Occupied occupied(pool, loop);
  auto first = asio::co_spawn(loop, pool.run({.owner = 1}, [] { return 2; }), asio::use_future);
  auto second = asio::co_spawn(loop, pool.run({.owner = 1}, [] { return 3; }), asio::use_future);
  auto of_other = asio::co_spawn(loop, pool.run({.owner = 2}, [] { return 4; }), asio::use_future);
  loop.poll();
  EXPECT_EQ(second.get(), std::nullopt);
  occupied.open();
  loop.run();
  EXPECT_EQ(occupied.result(), 1);
  EXPECT_EQ(first.get(), 2);
  EXPECT_EQ(of_other.get(), 4);
}

}  // namespace
}  // namespace caravan::runtime
