#include "runtime/task_group.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "runtime/manual_clock.hpp"

namespace caravan::runtime {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

asio::awaitable<void> sleep_for_ever(Clock& clock) {
  co_await clock.sleep_until(SteadyTime::max());
}

asio::awaitable<void> fail(std::string what) {
  throw std::runtime_error(what);
  co_return;
}

asio::awaitable<void> stop(TaskGroup& group) {
  group.cancel();
  co_await group.join();
}

struct TaskGroupTest : testing::Test {
  asio::io_context loop;
  ManualClock clock;
  std::vector<std::string> failures;
  TaskGroup group{loop.get_executor(),
                  [this](const std::string& task, std::exception_ptr) { failures.push_back(task); }};
};

TEST_F(TaskGroupTest, CancelStopsEveryTaskAndJoinWaitsForThem) {
  group.spawn("first", sleep_for_ever(clock));
  group.spawn("second", sleep_for_ever(clock));
  loop.poll();
  EXPECT_EQ(group.size(), 2u);
  auto stopped = asio::co_spawn(loop, stop(group), asio::use_future);
  loop.run();
  stopped.get();
  EXPECT_EQ(group.size(), 0u);
  EXPECT_EQ(clock.waiting(), 0u);
  EXPECT_TRUE(failures.empty());
}

TEST_F(TaskGroupTest, ATaskSpawnedAfterCancelStopsAtItsFirstWait) {
  group.cancel();
  group.spawn("late", sleep_for_ever(clock));
  loop.run();
  EXPECT_EQ(group.size(), 0u);
}

TEST(TaskGroup, ForgetsTasksThatWereDestroyedWithTheirLoop) {
  ManualClock clock;
  auto crashing = std::make_unique<asio::io_context>();
  TaskGroup group(crashing->get_executor(), [](const std::string&, std::exception_ptr) { FAIL(); });
  group.spawn("task", sleep_for_ever(clock));
  crashing->poll();
  EXPECT_EQ(group.size(), 1u);
  crashing.reset();
  EXPECT_EQ(clock.waiting(), 0u);
  group.abandon();
  EXPECT_EQ(group.size(), 0u);
}

TEST_F(TaskGroupTest, ATaskIsCancelledAloneByItsOwnSignal) {
  auto& stop_first = group.spawn("first", sleep_for_ever(clock));
  group.spawn("second", sleep_for_ever(clock));
  loop.poll();
  stop_first.emit(asio::cancellation_type::terminal);
  loop.restart();
  loop.poll();
  EXPECT_EQ(group.size(), 1u);
  auto stopped = asio::co_spawn(loop, stop(group), asio::use_future);
  loop.restart();
  loop.run();
  stopped.get();
}

TEST_F(TaskGroupTest, ReportsATaskThatFails) {
  group.spawn("broken", fail("invariant"));
  loop.run();
  EXPECT_EQ(failures, std::vector<std::string>{"broken"});
}

}  // namespace
}  // namespace caravan::runtime
