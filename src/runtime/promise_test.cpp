#include "runtime/promise.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <thread>

namespace caravan::runtime {
namespace {

namespace asio = boost::asio;

using Waiting = std::shared_ptr<Promise<std::string>>;

// One coroutine that waits, and what became of it.
struct ResumptionTest : testing::Test {
  void wait(auto start) {
    asio::co_spawn(
        loop, promised<std::string>(std::move(start)),
        asio::bind_cancellation_slot(stop.slot(), [this](std::exception_ptr why, std::string text) {
          failed = why != nullptr;
          value = std::move(text);
        }));
    loop.poll();
  }
  Waiting wait() {
    Waiting handed;
    wait([&handed](Waiting waiting) { handed = std::move(waiting); });
    return handed;
  }

  asio::io_context loop;
  asio::cancellation_signal stop;
  std::optional<std::string> value;
  bool failed = false;
};

TEST_F(ResumptionTest, ItsLoopGoesOnUntilAnotherThreadBringsTheValue) {
  const auto waiting = wait();
  EXPECT_EQ(value, std::nullopt);
  std::jthread other([&waiting] { waiting->set_value("here"); });
  loop.run();
  EXPECT_EQ(value, "here");
  EXPECT_FALSE(failed);
}

TEST_F(ResumptionTest, AValueThatIsThereAtOnceIsTaken) {
  wait([](const Waiting& waiting) { waiting->set_value("at once"); });
  EXPECT_EQ(value, "at once");
}

TEST_F(ResumptionTest, TheFirstValueCounts) {
  const auto waiting = wait();
  waiting->set_value("first");
  waiting->set_value("second");
  loop.poll();
  EXPECT_EQ(value, "first");
}

TEST_F(ResumptionTest, WhoeverWasCancelledNeedsNoValueAndMayGetOne) {
  const auto waiting = wait();
  stop.emit(asio::cancellation_type::terminal);
  loop.run();
  EXPECT_TRUE(failed);
  waiting->set_value("too late");
  EXPECT_EQ(loop.poll(), 0u);
  EXPECT_EQ(value, "");
}

}  // namespace
}  // namespace caravan::runtime
