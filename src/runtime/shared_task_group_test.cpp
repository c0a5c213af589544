#include "runtime/shared_task_group.hpp"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <future>
#include <gtest/gtest.h>
#include <stdexcept>

#include "runtime/clock.hpp"
#include "runtime/event_loops.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::runtime {
namespace {

namespace asio = boost::asio;

class SharedTaskGroupTest : public testing::Test {
 protected:
  asio::awaitable<void> sleep_for_ever() {
    ++begun;
    co_await clock.sleep_until(SteadyTime::max());
  }
  asio::awaitable<void> count() {
    ++begun;
    co_return;
  }
  static asio::awaitable<void> fail() {
    throw std::runtime_error("broken");
    co_return;
  }

  SystemClock clock;
  std::atomic<int> begun = 0;
  std::promise<std::string> failed;
  EventLoops loops{2, "test"};
  SharedTaskGroup group{[this](const std::string& task, std::exception_ptr) { failed.set_value(task); }};
};

TEST_F(SharedTaskGroupTest, WaitsForTasksOfEveryLoop) {
  for (int i = 0; i < 1'000; ++i)
    group.spawn("count", loops.at(static_cast<std::size_t>(i) % 2).get_executor(), count());
  group.wait();
  EXPECT_EQ(begun, 1'000);
  EXPECT_EQ(group.size(), 0u);
}

TEST_F(SharedTaskGroupTest, CancelReachesEveryLoopAndWhatComesLater) {
  for (const auto& loop : loops.executors())
    for (int i = 0; i < 10; ++i)
      group.spawn("sleep", loop, sleep_for_ever());
  EXPECT_EQ(group.size(), 20u);
  group.cancel();
  group.spawn("late", loops.at(0).get_executor(), sleep_for_ever());
  group.wait();
  EXPECT_EQ(group.size(), 0u);
}

TEST_F(SharedTaskGroupTest, CanBeJoinedForAWhile) {
  using namespace std::chrono_literals;
  group.spawn("sleep", loops.at(0).get_executor(), sleep_for_ever());
  const auto begin = clock.now();
  run_to_end(group.join_until(clock, begin + 20ms));
  EXPECT_GE(clock.now(), begin + 20ms);
  group.cancel();
  run_to_end(group.join_until(clock, SteadyTime::max()));
  EXPECT_EQ(group.size(), 0u);
}

TEST_F(SharedTaskGroupTest, ForgetsTasksThatAreDestroyedWithTheirLoop) {
  {
    asio::io_context loop;
    group.spawn("sleep", loop.get_executor(), sleep_for_ever());
    group.spawn("sleep", loop.get_executor(), sleep_for_ever());
    loop.poll();
    group.spawn("never begun", loop.get_executor(), count());
    EXPECT_EQ(group.size(), 3u);
  }
  EXPECT_EQ(begun, 2);
  EXPECT_EQ(group.size(), 0u);
}

TEST_F(SharedTaskGroupTest, ReportsAFailureWithItsTask) {
  group.spawn("sum", loops.at(1).get_executor(), fail());
  EXPECT_EQ(failed.get_future().get(), "sum");
  group.wait();
}

}  // namespace
}  // namespace caravan::runtime
