#include <gmock/gmock.h>

#include "adapters/sqlite/store_fixture.hpp"
#include "ports/contract_tests/waiting_call.hpp"

namespace caravan::sqlite {
namespace {

using namespace std::chrono_literals;
using ports::contract::direct_chat;
using ports::contract::draft;
using ports::contract::existing;
using ports::contract::get;
using ports::contract::group_chat;
using ports::contract::kAnn;
using ports::contract::kBen;
using ports::contract::kCid;
using ports::contract::WaitingCall;
using testing::ElementsAre;
using testing::IsEmpty;

class FanOutAtOnceTest : public StoreFixture {
 protected:
  void SetUp() override {
    open();
    SqliteChats chats(*database);
    pair = existing(chats, direct_chat(kAnn, kBen));
    crew = existing(chats, group_chat("crew", {kAnn, kBen, kCid}));
    hop.emplace(*database, clock, "fan_out");
  }
  void TearDown() override { hop.reset(); }

  domain::Message send_at_once(const domain::Chat& chat, std::string body) {
    SqliteAcceptance acceptance(*database, {.fan_out_members_max = 2});
    return get(acceptance.accept(draft(chat, kAnn, std::move(body)), ports::IdOrigin::sender));
  }
  ports::Result<Records<domain::Message>> left_to_the_hop() {
    return runtime::run_to_end(hop->next(10, clock.now()));
  }
  // As the hop does, to Ben alone.
  void append_and_commit(const Records<domain::Message>& messages) {
    std::vector<domain::Delivery> deliveries;
    for (const auto& logged : messages)
      deliveries.push_back({kBen, std::make_shared<const domain::Message>(logged.record)});
    get(hop->append_and_commit(std::move(deliveries), messages.back().offset));
  }
  // As "recipient:body", in the order of the log.
  std::vector<std::string> deliveries() {
    std::vector<std::string> lines;
    SqliteAggregateStage reader(*database, clock, "reader");
    for (const auto& logged : get(reader.next(100, clock.now())))
      lines.push_back(logged.record.recipient.to_string() + ":" + logged.record.message->body);
    return lines;
  }

  void open_again() {
    hop.reset();
    close();
    open();
    hop.emplace(*database, clock, "fan_out");
  }
  std::int64_t noted_place() { return count("SELECT seq FROM offsets WHERE consumer = 'fan_out'"); }

  domain::Chat pair, crew;
  std::optional<SqliteFanOutStage> hop;
};

TEST_F(FanOutAtOnceTest, DeliveriesAreThereWhenTheMessageIs) {
  EXPECT_THAT(left_to_the_hop().value(), IsEmpty());
  send_at_once(pair, "1");
  send_at_once(pair, "2");
  EXPECT_THAT(deliveries(), ElementsAre("1:1", "2:1", "1:2", "2:2"));
  EXPECT_EQ(hop->behind(), 0);
  EXPECT_THAT(left_to_the_hop().value(), IsEmpty());
  EXPECT_THAT(SqliteFanOutStage(*database, clock, "fan_out").behind(), 0);
}

TEST_F(FanOutAtOnceTest, NothingIsDoneBeforeTheHopIsKnown) {
  send_at_once(pair, "early");
  EXPECT_THAT(deliveries(), IsEmpty());
  const auto left = left_to_the_hop().value();
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].record.body, "early");
}

TEST_F(FanOutAtOnceTest, ALargerChatIsLeftToTheHopAndWhatFollowsWaitsItsTurn) {
  left_to_the_hop().value();
  send_at_once(crew, "large");
  send_at_once(pair, "behind it");
  EXPECT_THAT(deliveries(), IsEmpty());
  EXPECT_EQ(hop->behind(), 2);
  const auto left = left_to_the_hop().value();
  ASSERT_EQ(left.size(), 2u);
  append_and_commit(left);
  send_at_once(pair, "at once again");
  EXPECT_THAT(deliveries(), ElementsAre("2:large", "2:behind it", "1:at once again", "2:at once again"));
  EXPECT_THAT(left_to_the_hop().value(), IsEmpty());
}

TEST_F(FanOutAtOnceTest, AWaitingHopIsNotTroubledUntilThereIsWorkForIt) {
  left_to_the_hop().value();
  WaitingCall call(hop->next(10, clock.now() + 1h), clock);
  call.run_until_it_waits();
  send_at_once(pair, "at once");
  EXPECT_EQ(clock.waiting(), 1u) << "it was woken";
  send_at_once(crew, "large");
  const auto left = call.finish().value();
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].record.body, "large");
}

TEST_F(FanOutAtOnceTest, AMessageThatIsSentAgainIsDeliveredOnce) {
  left_to_the_hop().value();
  SqliteAcceptance acceptance(*database, {});
  const auto sent = draft(pair, kAnn, "once");
  get(acceptance.accept(sent, ports::IdOrigin::sender));
  get(acceptance.accept(sent, ports::IdOrigin::sender));
  send_at_once(pair, "next");
  EXPECT_THAT(deliveries(), ElementsAre("1:once", "2:once", "1:next", "2:next"));
}

TEST_F(FanOutAtOnceTest, TheHopCannotDoItAgain) {
  left_to_the_hop().value();
  const auto message = send_at_once(pair, "once");
  const auto shared = std::make_shared<const domain::Message>(message);
  get(hop->append_and_commit({{kAnn, shared}, {kBen, shared}}, 1));
  EXPECT_THAT(deliveries(), ElementsAre("1:once", "2:once"));
}

TEST_F(FanOutAtOnceTest, APlaceThatIsNotWrittenDownIsThatOfTheNewestDelivery) {
  left_to_the_hop().value();
  for (const auto* body : {"1", "2", "3"})
    send_at_once(pair, body);
  EXPECT_EQ(noted_place(), 0) << "each message wrote a page for it";
  open_again();
  EXPECT_THAT(left_to_the_hop().value(), IsEmpty());
  EXPECT_EQ(hop->behind(), 0);
  send_at_once(pair, "4");
  EXPECT_EQ(deliveries().size(), 8u);
  send_at_once(crew, "large");
  EXPECT_EQ(left_to_the_hop().value().size(), 1u);
}

TEST_F(FanOutAtOnceTest, ThePlaceIsWrittenDownNowAndThen) {
  left_to_the_hop().value();
  for (ports::Offset i = 0; i <= kPlaceNotedEvery; ++i)
    send_at_once(pair, "hi");
  EXPECT_EQ(noted_place(), kPlaceNotedEvery);
}

TEST_F(FanOutAtOnceTest, ThePlaceOutlivesTheDeliveriesThatTellIt) {
  left_to_the_hop().value();
  send_at_once(pair, "old");
  clock.advance(24h * 30);
  EXPECT_EQ(get(Retention(*database, clock, {}, metrics).sweep()), 2);
  open_again();
  EXPECT_THAT(left_to_the_hop().value(), IsEmpty());
  EXPECT_THAT(deliveries(), IsEmpty());
}

// The hop has done less than the newest delivery says only while a message is left to it.
TEST_F(FanOutAtOnceTest, WhatIsLeftToTheHopIsLeftAfterAStart) {
  left_to_the_hop().value();
  send_at_once(pair, "1");
  send_at_once(crew, "large");
  send_at_once(pair, "behind it");
  open_again();
  EXPECT_EQ(left_to_the_hop().value().size(), 2u);
  send_at_once(pair, "behind both");
  EXPECT_THAT(deliveries(), ElementsAre("1:1", "2:1"));
}

TEST_F(FanOutAtOnceTest, AGroupThatIsRolledBackLeavesNothingBehind) {
  left_to_the_hop().value();
  const auto lost = std::make_shared<const domain::Message>(
      domain::Message{{}, pair.id, kAnn, std::nullopt, "lost", domain::TimeUuid::at({}, 0)});
  const auto refused =
      runtime::run_to_end(database->writer().run([&](WriteTransaction& transaction) -> ports::Result<void> {
        transaction.connection().run("INSERT INTO chat_messages VALUES (?1, 1, 1, ?2, 1, 2, 'lost')",
                                     transaction.next_offset<domain::Message>(),
                                     domain::MessageId{ports::contract::new_uuid()});
        fan_out_at_once(transaction, 1, lost, 2);
        transaction.connection().run("INSERT INTO users VALUES (1, NULL, NULL)");
        return {};
      }));
  EXPECT_FALSE(refused);
  EXPECT_THAT(deliveries(), IsEmpty());
  send_at_once(pair, "kept");
  EXPECT_THAT(deliveries(), ElementsAre("1:kept", "2:kept"));
}

}  // namespace
}  // namespace caravan::sqlite
