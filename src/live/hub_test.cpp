#include "live/hub.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caravan::live {
namespace {

using domain::UserId;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct RecordingListener final : Listener {
  std::vector<Publication> publications;
  int overruns = 0;

  void on_publication(const Publication& publication) override { publications.push_back(publication); }
  void on_overrun() override { ++overruns; }

  std::vector<ports::Offset> offsets() const {
    std::vector<ports::Offset> all;
    for (const auto& publication : publications)
      all.push_back(publication.offset);
    return all;
  }
};

ports::Logged<domain::Delivery> delivery(ports::Offset offset, std::int64_t recipient,
                                         std::string body = "hi") {
  return {offset,
          {UserId{recipient},
           std::make_shared<const domain::Message>(domain::Message{.id = {},
                                                                   .chat = {},
                                                                   .from = UserId{1},
                                                                   .to = {},
                                                                   .body = std::move(body),
                                                                   .time = domain::TimeUuid::at({}, 0)})}};
}

// What the hub says of its readers, in words.
class NotedPresence final : public ports::ReaderPresence {
 public:
  void connected(UserId reader) override { said.push_back("+" + reader.to_string()); }
  void left(UserId reader) override { said.push_back("-" + reader.to_string()); }
  ports::Task<ports::Result<void>> listens(UserId, domain::ListenerId,
                                           std::optional<ports::Offset>) override {
    co_return ports::Result<void>{};
  }
  ports::Task<ports::Result<void>> stopped(UserId, domain::ListenerId) override {
    co_return ports::Result<void>{};
  }

  std::vector<std::string> said;
};

struct HubTest : testing::Test {
  Hub::Options options;
  boost::asio::io_context first, second;
  ports::Offset position = 100;
  ports::ReaderPresence* presence = nullptr;
  std::optional<Hub> made;

  Hub& hub() {
    if (!made)
      made.emplace(
          options, std::vector<boost::asio::any_io_executor>{first.get_executor(), second.get_executor()},
          [this](UserId) { return position; }, presence);
    return *made;
  }
  void show(std::vector<ports::Logged<domain::Delivery>> deliveries) { hub().show(deliveries); }
  void run() {
    for (auto* loop : {&first, &second}) {
      loop->restart();
      loop->poll();
    }
  }
};

TEST_F(HubTest, AJoinAnswersThePositionOfItsUser) {
  RecordingListener early, late;
  EXPECT_EQ(hub().join(0, UserId{2}, early), 100);
  position = 107;
  EXPECT_EQ(hub().join(0, UserId{2}, late), 107);
}

TEST_F(HubTest, EachRecipientGetsItsOwnDeliveriesInOrder) {
  RecordingListener two, three;
  hub().join(0, UserId{2}, two);
  hub().join(1, UserId{3}, three);
  show({delivery(101, 2), delivery(102, 3), delivery(103, 4)});
  show({delivery(104, 2)});
  run();
  EXPECT_THAT(two.offsets(), ElementsAre(101, 104));
  EXPECT_THAT(three.offsets(), ElementsAre(102));
  EXPECT_THAT(*three.publications[0].frame, HasSubstr(R"({"push":{"channel":"inbox:3",)"));
}

TEST_F(HubTest, TheDeliveriesOfOneCallBecomeOnePublicationWithTheLastOffset) {
  RecordingListener two;
  hub().join(0, UserId{2}, two);
  show({delivery(101, 2, "first"), delivery(102, 3), delivery(103, 2, "second")});
  run();
  ASSERT_THAT(two.offsets(), ElementsAre(103));
  const auto& frame = *two.publications[0].frame;
  EXPECT_LT(frame.find("first"), frame.find("second"));
}

TEST_F(HubTest, LongRunsAreCutByCountAndByBytes) {
  options.publication_deliveries_max = 2;
  options.publication_bytes_max = 10;
  RecordingListener two;
  hub().join(0, UserId{2}, two);
  show({delivery(101, 2, "a"), delivery(102, 2, "b"), delivery(103, 2, "c"),
        delivery(104, 2, "more than ten bytes"), delivery(105, 2, "d")});
  run();
  EXPECT_THAT(two.offsets(), ElementsAre(102, 103, 104, 105));
}

TEST_F(HubTest, OneFrameIsSharedByAllConnectionsOfAUser) {
  RecordingListener phone, laptop, tab;
  hub().join(0, UserId{2}, phone);
  hub().join(1, UserId{2}, laptop);
  hub().join(1, UserId{2}, tab);
  show({delivery(101, 2)});
  run();
  ASSERT_THAT(phone.offsets(), ElementsAre(101));
  ASSERT_THAT(tab.offsets(), ElementsAre(101));
  EXPECT_EQ(phone.publications[0].frame, laptop.publications.at(0).frame);
}

TEST_F(HubTest, WhoLeftIsNotCalledAlsoWithWorkOnItsWay) {
  RecordingListener phone, laptop;
  hub().join(0, UserId{2}, phone);
  hub().join(0, UserId{2}, laptop);
  show({delivery(101, 2)});
  hub().leave(0, UserId{2}, phone);
  run();
  show({delivery(102, 2)});
  hub().leave(0, UserId{2}, laptop);
  run();
  EXPECT_THAT(phone.offsets(), IsEmpty());
  EXPECT_THAT(laptop.offsets(), ElementsAre(101));
}

TEST_F(HubTest, NothingIsSentToALoopOnWhichNobodyIsConcerned) {
  RecordingListener two;
  hub().join(0, UserId{2}, two);
  hub().leave(0, UserId{2}, two);
  show({delivery(101, 2)});
  EXPECT_EQ(first.poll(), 0u);
}

TEST_F(HubTest, SeveralShowsReachABusyLoopInOneGo) {
  RecordingListener two;
  hub().join(0, UserId{2}, two);
  show({delivery(101, 2)});
  show({delivery(102, 2)});
  EXPECT_GT(hub().backlog_bytes(0), 0u);
  EXPECT_EQ(hub().backlog_bytes(1), 0u);
  EXPECT_EQ(first.poll(), 1u);
  EXPECT_THAT(two.offsets(), ElementsAre(101, 102));
  EXPECT_EQ(hub().backlog_bytes(0), 0u);
}

TEST_F(HubTest, ALoopThatFallsTooFarBehindMakesItsClientsRecover) {
  options.loop_backlog_bytes_max = 2000;
  RecordingListener stuck, fine;
  hub().join(0, UserId{2}, stuck);
  hub().join(1, UserId{3}, fine);
  for (int i = 0; i < 10; ++i) {
    show({delivery(101 + 2 * i, 2), delivery(102 + 2 * i, 3, "")}), second.restart(), second.poll();
    EXPECT_LE(hub().backlog_bytes(0), options.loop_backlog_bytes_max);
  }
  run();
  EXPECT_EQ(stuck.overruns, 1);
  EXPECT_THAT(stuck.offsets(), IsEmpty());
  EXPECT_EQ(fine.overruns, 0);
  EXPECT_EQ(fine.publications.size(), 10u);
  show({delivery(200, 2)});
  run();
  EXPECT_THAT(stuck.offsets(), ElementsAre(200));
}

TEST_F(HubTest, EveryConnectionIsToldToRecoverFromAnotherLog) {
  RecordingListener here, there;
  hub().join(0, UserId{2}, here);
  hub().join(1, UserId{3}, there);
  show({delivery(101, 2)});
  hub().recover();
  run();
  EXPECT_EQ(here.overruns, 1);
  EXPECT_EQ(there.overruns, 1);
  EXPECT_THAT(here.offsets(), IsEmpty());
  show({delivery(1, 2)});
  run();
  EXPECT_THAT(here.offsets(), ElementsAre(1));
}

TEST_F(HubTest, AUsersConnectionsAreLimitedAcrossLoops) {
  options.connections_per_user_max = 2;
  RecordingListener a, b, c;
  EXPECT_TRUE(hub().join(0, UserId{2}, a));
  EXPECT_TRUE(hub().join(1, UserId{2}, b));
  EXPECT_FALSE(hub().join(1, UserId{2}, c));
  EXPECT_TRUE(hub().join(1, UserId{3}, c));
  hub().leave(0, UserId{2}, a);
  EXPECT_TRUE(hub().join(0, UserId{2}, a));
}

TEST_F(HubTest, SaysWhoComesAndWhoLeavesWithTheLastOfHisConnections) {
  NotedPresence noted;
  presence = &noted;
  RecordingListener phone, laptop;
  hub().join(0, UserId{2}, phone);
  hub().join(1, UserId{2}, laptop);
  hub().leave(0, UserId{2}, phone);
  EXPECT_EQ(noted.said, (std::vector<std::string>{"+2"}));
  hub().leave(1, UserId{2}, laptop);
  EXPECT_EQ(noted.said, (std::vector<std::string>{"+2", "-2"}));
}

}  // namespace
}  // namespace caravan::live
