#include "pipeline/fan_out/fan_out.hpp"

#include "pipeline/hop_fixture.hpp"

namespace caravan::fan_out {
namespace {

using namespace std::chrono_literals;

struct FanOutTest : HopTest {
  memory::MemoryFanOutStage stage{store_, "fan_out"};
  FanOut hop{{}, stage, members_, clock_, random_, metrics_};

  // "recipient:body" of every delivery, in the order of the log.
  std::vector<std::string> deliveries() {
    std::vector<std::string> all;
    for (const auto& [offset, delivery, place] : store_.chat_deliveries.read_after(0, 1000))
      all.push_back(delivery.recipient.to_string() + ":" + delivery.message->body);
    return all;
  }
};

TEST_F(FanOutTest, WritesOneDeliveryForEachMemberInTheOrderOfTheLog) {
  const auto pair = make_chat({1, 2});
  const auto group = make_chat({1, 2, 3}, domain::ChatKind::group);
  start(hop.run());
  accept(pair, 1, "hello");
  accept(group, 3, "all");
  settle();
  EXPECT_EQ(deliveries(), (std::vector<std::string>{"1:hello", "2:hello", "1:all", "2:all", "3:all"}));
  EXPECT_EQ(store_.chat_messages.committed("fan_out"), 2);
}

TEST_F(FanOutTest, TriesAgainUntilTheLogTakesItsOutput) {
  const auto pair = make_chat({1, 2});
  start(hop.run());
  stage.fail_next(ports::Errc::unavailable, 1);
  accept(pair, 1, "hello");
  settle();
  EXPECT_TRUE(deliveries().empty());
  advance(10s);
  EXPECT_EQ(deliveries(), (std::vector<std::string>{"1:hello", "2:hello"}));
}

TEST_F(FanOutTest, WaitsForMembershipRatherThanSkipAMessage) {
  const auto pair = make_chat({1, 2});
  start(hop.run());
  chats_.fail_next(ports::Errc::unavailable, 1);
  accept(pair, 1, "hello");
  settle();
  EXPECT_TRUE(deliveries().empty());
  advance(10s);
  EXPECT_EQ(deliveries().size(), 2u);
}

TEST_F(FanOutTest, NoticesALogThatIsBackWithinTwoSeconds) {
  constexpr int failures = 30;
  const auto pair = make_chat({1, 2});
  start(hop.run());
  stage.fail_next(ports::Errc::unavailable, failures);
  accept(pair, 1, "hello");
  settle();
  for (int i = 0; i < failures; ++i)
    advance(2s);
  EXPECT_EQ(deliveries().size(), 2u);
}

TEST_F(FanOutTest, AfterReadsThatFailedTheFirstFailureToHandOnIsTriedAgainAtOnce) {
  constexpr int failures = 30;
  const auto pair = make_chat({1, 2});
  stage.fail_next(ports::Errc::unavailable, failures);
  start(hop.run());
  for (int i = 0; i < failures; ++i)
    advance(2s);
  stage.fail_next(ports::Errc::unavailable, 1);
  accept(pair, 1, "hello");
  settle();
  advance(50ms);
  EXPECT_EQ(deliveries().size(), 2u);
}

TEST_F(FanOutTest, ContinuesAfterARestartWhereItWasDone) {
  const auto pair = make_chat({1, 2});
  start(hop.run());
  accept(pair, 1, "before");
  settle();
  stop();
  accept(pair, 1, "while down");
  memory::MemoryFanOutStage again{store_, "fan_out"};
  FanOut restarted{{}, again, members_, clock_, random_, metrics_};
  runtime::TaskGroup second{loop_.get_executor(), [](const std::string&, std::exception_ptr) {}};
  second.spawn("hop", restarted.run());
  settle();
  EXPECT_EQ(deliveries(), (std::vector<std::string>{"1:before", "2:before", "1:while down", "2:while down"}));
  stop(second);
}

}  // namespace
}  // namespace caravan::fan_out
