#include "adapters/sqlite/redate.hpp"

#include <gmock/gmock.h>

#include "adapters/sqlite/schema.hpp"
#include "adapters/sqlite/store_fixture.hpp"

namespace caravan::sqlite {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class RedateTest : public StoreFixture {
 protected:
  void SetUp() override { open(); }
  domain::WallTime now() const { return std::chrono::floor<domain::TimeUuidTicks>(clock.wall()); }
  Redated redate_now() {
    close();
    const auto done = redate(directory.path(), now(), random);
    open();
    return done;
  }
  // Oldest first.
  std::vector<std::string> bodies(const domain::Chat& chat) {
    std::vector<std::string> bodies;
    for (const auto& message : history(chat))
      bodies.insert(bodies.begin(), message.body);
    return bodies;
  }
};

TEST_F(RedateTest, MessagesAreOfTheirTimeAgainAfterAClockThatWasAhead) {
  const auto chat = new_chat();
  const auto right = send(chat, "right");
  clock.advance(1min);
  clock.set_wall(clock.wall() + 24h * 365);
  send(chat, "early");
  clock.advance(10s);
  send(chat, "early too");
  clock.set_wall(clock.wall() - 24h * 365);
  EXPECT_GT(send(chat, "behind it").time.instant(), now() + 24h * 364) << "the fault: it goes on for a year";

  const auto done = redate_now();
  EXPECT_EQ(done.messages, 3);
  EXPECT_EQ(done.chats, 0);
  EXPECT_GT(done.newest_before, now() + 24h * 364);
  EXPECT_EQ(done.newest_after, now());
  clock.advance(1s);
  const auto after = send(chat, "after");
  EXPECT_EQ(after.time.instant(), now());
  EXPECT_THAT(bodies(chat), ElementsAre("right", "early", "early too", "behind it", "after"));
  const auto newest_first = history(chat);
  EXPECT_EQ(newest_first.back(), right);
  for (const auto& message : newest_first)
    EXPECT_LE(message.time.instant(), now());
  EXPECT_EQ(newest_first[2].time.instant() - newest_first[3].time.instant(), 10s) << "distances are kept";
}

TEST_F(RedateTest, WithoutRoomMessagesFollowEachOtherAtOnce) {
  const auto chat = new_chat();
  send(chat, "right");
  clock.set_wall(clock.wall() + 1h);
  send(chat, "an hour ahead");
  clock.advance(2h);
  send(chat, "three hours ahead");
  clock.set_wall(clock.wall() - 3h +
                 1ms);  // two hours had passed by the wrong clock, and none by the right one
  EXPECT_EQ(redate_now().messages, 2);
  const auto all = history(chat);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].time.instant(), now());
  EXPECT_EQ(all[1].time.instant(), all[2].time.instant() + domain::TimeUuidTicks(1));
}

TEST_F(RedateTest, TakesChatsBackWithTheirMessages) {
  clock.set_wall(clock.wall() + 24h);
  const auto chat = new_chat();
  send(chat, "first");
  clock.set_wall(clock.wall() - 24h);
  const auto done = redate_now();
  EXPECT_EQ(done.messages, 1);
  EXPECT_EQ(done.chats, 1);
  EXPECT_LE(count("SELECT max(created) FROM chats"), StoredTime::ticks(now()));
  EXPECT_EQ(count("SELECT count(*) FROM chats, chat_messages WHERE created < ticks"), 1);
  EXPECT_THAT(bodies(chat), ElementsAre("first"));
}

TEST_F(RedateTest, TellsReadersToReadHistoryAgain) {
  const auto epoch = database->epoch();
  clock.set_wall(clock.wall() + 24h);
  deliver(new_chat(), "ahead");
  clock.set_wall(clock.wall() - 24h);
  redate_now();
  EXPECT_NE(database->epoch(), epoch);
  EXPECT_EQ(count("SELECT count(*) FROM chat_deliveries"), 1);
}

TEST_F(RedateTest, ChangesNothingWhenNothingIsDatedLater) {
  const auto chat = new_chat();
  const auto sent = send(chat, "right");
  const auto epoch = database->epoch();
  clock.advance(1s);
  EXPECT_EQ(redate_now().messages, 0);
  EXPECT_EQ(database->epoch(), epoch);
  EXPECT_THAT(history(chat), ElementsAre(sent));
}

TEST_F(RedateTest, RefusesAStoreThatIsServedOrMissing) {
  const auto refusal = [this](const std::filesystem::path& where) -> std::string {
    try {
      redate(where, now(), random);
      return "";
    } catch (const UnusableStore& error) {
      return error.what();
    }
  };
  EXPECT_THAT(refusal(directory.path()), HasSubstr("in use by process"));
  EXPECT_THAT(refusal(directory.path() / "nothing"), HasSubstr("there is no store"));
}

// What tells an operator to do it.
TEST_F(RedateTest, HowFarTheStoreIsAheadOfTheClockIsKnown) {
  const auto chat = new_chat();
  clock.advance(1h);
  EXPECT_EQ(database->ahead_of(clock.wall()), 0s);
  clock.set_wall(clock.wall() + 24h);
  send(chat, "ahead");
  EXPECT_EQ(database->ahead_of(clock.wall()), 0s);
  clock.set_wall(clock.wall() - 24h);
  EXPECT_EQ(database->ahead_of(clock.wall()), 24h);
  close();
  open();
  EXPECT_EQ(database->ahead_of(clock.wall()), 24h) << "from the file";
}

}  // namespace
}  // namespace caravan::sqlite
