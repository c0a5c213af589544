#include <gmock/gmock.h>

#include "live_client.hpp"
#include "scenario_test.hpp"

namespace caravan::scenario {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct ConversationTest : ScenarioTest {
  Person ada = sign_up("ada"), bob = sign_up("bob");
  std::string chat = open_chat(ada, bob);
  std::string inbox = "inbox:" + bob.id;

  struct Position {
    std::string epoch, offset;
  };
  // Bob sees one message and goes offline.
  Position last_position_of_bob() {
    LiveClient screen(server);
    Position position{json_value(screen.enter(bob.token, inbox), "epoch"), {}};
    send(ada, chat, "seen");
    position.offset = json_value(screen.next(), "offset");
    return position;
  }
};

TEST_F(ConversationTest, AMessageGoesThroughAllHops) {
  LiveClient screen(server);
  EXPECT_THAT(screen.enter(bob.token, inbox), HasSubstr("\"" + inbox + "\""));
  EXPECT_EQ(send(ada, chat, "hello").status, 201);

  EXPECT_THAT(bodies(history(bob, chat).body), ElementsAre("hello"));
  EXPECT_THAT(bodies(screen.next()), ElementsAre("hello"));
  EXPECT_EQ(topic("chat_messages").size(), 1u);
  EXPECT_EQ(topic("chat_deliveries").size(), 2u);

  // The first message of a conversation does not wait for others.
  await_metric("caravan_feed_messages_total", 1);
  EXPECT_THAT(topic("chat_messages_grouped"), SizeIs(1));
  EXPECT_EQ(send(ada, chat, "how are you?").status, 201);
  await_metric("caravan_aggregate_open_windows", 1);
  EXPECT_THAT(topic("chat_messages_grouped"), SizeIs(1));
  clock.advance(2999ms);
  EXPECT_EQ(metric("caravan_aggregate_open_windows"), 1);
  clock.advance(1ms);
  await_metric("caravan_feed_messages_total", 2);
  const auto batches = topic("chat_messages_grouped");
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(json_value(batches[0], "recipient"), bob.id);
  EXPECT_THAT(bodies(batches[0]), ElementsAre("hello"));
  EXPECT_THAT(bodies(batches[1]), ElementsAre("how are you?"));
  clock.advance(1s);  // publish remembers how far it is now and then
  for (const auto* hop : {"fan_out", "aggregate", "publish"})
    await_metric("caravan_log_lag_records{hop=\"" + std::string(hop) + "\"}", 0);
}

TEST_F(ConversationTest, AnOpenWindowSurvivesARestart) {
  send(ada, chat, "shown at once");
  await_metric("caravan_aggregate_batches_total", 1);
  send(ada, chat, "gathered");
  await_metric("caravan_aggregate_open_windows", 1);
  EXPECT_THAT(topic("chat_messages_grouped"), SizeIs(1));
  restart();
  // Nobody remembers when the reader was last shown something.
  await_metric("caravan_aggregate_batches_total", 1);
  EXPECT_THAT(bodies(topic("chat_messages_grouped").at(1)), ElementsAre("gathered"));
}

TEST_F(ConversationTest, AReaderRecoversWhatWasSaidAroundARestart) {
  const auto [epoch, offset] = last_position_of_bob();
  send(ada, chat, "before the restart");
  await_metric("caravan_deliver_deliveries_total", 4);
  restart();
  send(ada, chat, "after the restart");
  await_metric("caravan_deliver_deliveries_total", 2);
  LiveClient screen(server);
  const auto reply = screen.enter(bob.token, inbox, epoch, offset);
  EXPECT_THAT(reply, HasSubstr("\"recovered\":true"));
  EXPECT_THAT(bodies(reply), ElementsAre("before the restart", "after the restart"));
  send(ada, chat, "live again");
  EXPECT_THAT(bodies(screen.next()), ElementsAre("live again"));
}

TEST_F(ConversationTest, AReaderWhoWasAwayTooLongIsToldToReadHistory) {
  const auto [epoch, offset] = last_position_of_bob();
  send(ada, chat, "missed");
  await_metric("caravan_aggregate_messages_total", 2);
  clock.advance(3s);
  await_metric("caravan_feed_messages_total", 2);
  clock.advance(std::chrono::hours(24 * 8));
  await_metric("caravan_store_trimmed_total", 5);
  log_in(bob);
  LiveClient screen(server);
  EXPECT_THAT(screen.enter(bob.token, inbox, epoch, offset), Not(HasSubstr("\"recovered\":true")));
  EXPECT_THAT(bodies(history(bob, chat).body), ElementsAre("missed", "seen"));
}

TEST_F(ConversationTest, AMessageSentAgainAfterARestartIsTheSameMessage) {
  constexpr const char* id = "919108f7-52d1-4320-9bac-f847db4148a8";
  const auto first = send(ada, chat, "once", id);
  restart();
  EXPECT_EQ(send(ada, chat, "once", id).body, first.body);
  EXPECT_THAT(bodies(history(bob, chat).body), ElementsAre("once"));
}

TEST_F(ConversationTest, HistoryKeepsItsOrderWhenTheClockGoesBack) {
  send(ada, chat, "first");
  clock.set_wall(clock.wall() - 1h);
  send(bob, chat, "second");
  restart();
  clock.set_wall(clock.wall() - 1h);
  send(ada, chat, "third");
  EXPECT_THAT(bodies(history(bob, chat).body), ElementsAre("third", "second", "first"));
}

}  // namespace
}  // namespace caravan::scenario
