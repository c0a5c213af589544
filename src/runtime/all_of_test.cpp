#include "runtime/all_of.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

#include "runtime/manual_clock.hpp"

namespace caravan::runtime {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

class AllOfTest : public testing::Test {
 protected:
  asio::awaitable<void> after(std::chrono::seconds time, std::string what, bool fails = false) {
    co_await clock.sleep_until(clock.now() + time);
    ended += what;
    if (fails) throw std::runtime_error(what);
  }
  std::future<void> begin(std::vector<asio::awaitable<void>> tasks) {
    auto all = asio::co_spawn(loop, all_of(std::move(tasks)), asio::use_future);
    advance(0s);
    return all;
  }
  void advance(std::chrono::seconds by) {
    clock.advance(by);
    loop.restart();
    loop.poll();
  }

  asio::io_context loop;
  ManualClock clock;
  std::string ended;
};

TEST_F(AllOfTest, EndsWhenTheLastHasEnded) {
  std::vector<asio::awaitable<void>> tasks;
  tasks.push_back(after(2s, "b"));
  tasks.push_back(after(1s, "a"));
  auto all = begin(std::move(tasks));
  advance(1s);
  EXPECT_EQ(ended, "a");
  EXPECT_EQ(all.wait_for(0s), std::future_status::timeout);
  advance(1s);
  all.get();
  EXPECT_EQ(ended, "ab");
}

TEST_F(AllOfTest, AFailureIsThrownWhenTheOthersHaveEndedToo) {
  std::vector<asio::awaitable<void>> tasks;
  tasks.push_back(after(1s, "a", true));
  tasks.push_back(after(2s, "b"));
  auto all = begin(std::move(tasks));
  advance(1s);
  EXPECT_EQ(all.wait_for(0s), std::future_status::timeout);
  advance(1s);
  EXPECT_THROW(all.get(), std::runtime_error);
  EXPECT_EQ(ended, "ab");
}

TEST_F(AllOfTest, OfNothingEndsAtOnce) {
  begin({}).get();
}

}  // namespace
}  // namespace caravan::runtime
