#include "runtime/auto_reset_event.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>
#include <thread>

#include "runtime/manual_clock.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::runtime {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

TEST(AutoResetEvent, KeepsARingThatComesBeforeTheWait) {
  AutoResetEvent event;
  event.set();
  event.set();
  run_to_end(event.wait_until(SteadyTime::max()));
}

TEST(AutoResetEvent, WakesItsWaiterFromAnotherThread) {
  AutoResetEvent event;
  asio::io_context loop;
  auto woken = asio::co_spawn(loop, event.wait_until(SteadyTime::max()), asio::use_future);
  loop.poll();
  std::thread([&event] { event.set(); }).join();
  loop.restart();
  loop.run();
  woken.get();
}

TEST(AutoResetEvent, EndsAtItsDeadline) {
  AutoResetEvent event;
  run_to_end(event.wait_until(std::chrono::steady_clock::now()));
}

TEST(ManualClock, WakesAWaiterWhenItsTimeHasCome) {
  ManualClock clock;
  asio::io_context loop;
  auto slept = asio::co_spawn(loop, clock.sleep_until(clock.now() + 5s), asio::use_future);
  loop.poll();
  clock.advance(4s);
  loop.restart();
  loop.poll();
  EXPECT_EQ(clock.waiting(), 1u);
  EXPECT_EQ(clock.next_deadline(), clock.now() + 1s);
  clock.advance(1s);
  // A deadline that was reached is not to come, though who waited for it has not run yet.
  EXPECT_EQ(clock.waiting(), 0u);
  EXPECT_EQ(clock.next_deadline(), SteadyTime::max());
  loop.restart();
  loop.run();
  slept.get();
  EXPECT_EQ(clock.waiting(), 0u);
  EXPECT_EQ(clock.next_deadline(), SteadyTime::max());
}

}  // namespace
}  // namespace caravan::runtime
