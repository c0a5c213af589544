#include "ports/contract_tests/message_log_contract.hpp"

#include <algorithm>
#include <boost/system/system_error.hpp>
#include <gmock/gmock.h>

#include "ports/contract_tests/reading.hpp"
#include "ports/contract_tests/samples.hpp"
#include "ports/contract_tests/waiting_call.hpp"

namespace caravan::ports::contract {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

template <class Record>
using Records = std::vector<Logged<Record>>;

domain::Message send(LogSubject& log, const domain::Chat& chat, std::string body) {
  return get(log.acceptance().accept(draft(chat, kAnn, std::move(body)), IdOrigin::sender));
}

std::vector<std::string> bodies(const Records<domain::Message>& records) {
  std::vector<std::string> bodies;
  for (const auto& logged : records)
    bodies.push_back(logged.record.body);
  return bodies;
}

// The log keeps the order of one recipient's deliveries, and none between recipients.
std::vector<std::string> bodies_to(domain::UserId recipient, const Records<domain::Delivery>& records) {
  std::vector<std::string> bodies;
  for (const auto& logged : records)
    if (logged.record.recipient == recipient) bodies.push_back(logged.record.message->body);
  return bodies;
}

// Hands the next message on to everyone given.
void fan_out_next(LogSubject& log, FanOutStage& stage, const std::vector<domain::UserId>& recipients) {
  const auto records = read(log, stage, 1, 1);
  ASSERT_EQ(records.size(), 1u);
  const auto message = std::make_shared<const domain::Message>(records[0].record);
  std::vector<domain::Delivery> deliveries;
  for (const auto recipient : recipients)
    deliveries.push_back({recipient, message});
  get(stage.append_and_commit(deliveries, records[0].offset));
}

template <class Record>
void expect_growing_offsets(const Records<Record>& records) {
  Offset last = 0;
  for (const auto& logged : records) {
    EXPECT_GT(logged.offset, last);
    last = logged.offset;
  }
}

}  // namespace

void MessageLogContract::SetUp() {
  subject_ = GetParam().make();
}

// An adapter may implement some ports only.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(MessageLogContract);

TEST_P(MessageLogContract, EveryAcceptedMessageReachesTheLogInOrder) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  const auto first = send(log(), chat, "first");
  const auto second = send(log(), chat, "second");
  const auto records = read(log(), *log().fan_out("fan_out"), 2);
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].record, first);
  EXPECT_EQ(records[1].record, second);
  expect_growing_offsets(records);
}

// Where history and log are two systems it may be there more than once.
TEST_P(MessageLogContract, AMessageThatIsSentAgainIsTheSameInTheLog) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  const auto sent = draft(chat, kAnn, "once");
  const auto message = get(log().acceptance().accept(sent, IdOrigin::sender));
  get(log().acceptance().accept(sent, IdOrigin::sender));
  const auto stage = log().fan_out("fan_out");
  const auto records = read(log(), *stage, 1);
  EXPECT_FALSE(records.empty());
  for (const auto& logged : records)
    EXPECT_EQ(logged.record, message);
  for (const auto& repeated : rest(log(), *stage))
    EXPECT_EQ(repeated.record, message);
}

TEST_P(MessageLogContract, MessagesOfTwoSendersWithOneIdAreDeliveredEach) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  const auto of_ann = draft(chat, kAnn, "of ann");
  auto of_ben = draft(chat, kBen, "of ben");
  of_ben.id = of_ann.id;
  get(log().acceptance().accept(of_ann, IdOrigin::sender));
  get(log().acceptance().accept(of_ben, IdOrigin::sender));
  const auto stage = log().fan_out("fan_out");
  const auto records = read(log(), *stage, 2);
  ASSERT_THAT(bodies(records), ElementsAre("of ann", "of ben"));
  std::vector<domain::Delivery> deliveries;
  for (const auto& logged : records)
    deliveries.push_back({kCid, std::make_shared<const domain::Message>(logged.record)});
  get(stage->append_and_commit(deliveries, records[1].offset));
  EXPECT_THAT(bodies_to(kCid, read(log(), *log().aggregate("aggregate"), 2)),
              ElementsAre("of ann", "of ben"));
}

TEST_P(MessageLogContract, NextMovesOnByAtMostWhatWasAsked) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  for (const auto* body : {"1", "2", "3"})
    send(log(), chat, body);
  const auto stage = log().fan_out("fan_out");
  EXPECT_THAT(bodies(read(log(), *stage, 2, 1)), ElementsAre("1", "2"));
  EXPECT_THAT(bodies(read(log(), *stage, 1, 2)), ElementsAre("3"));
  EXPECT_THAT(rest(log(), *stage), IsEmpty());
}

TEST_P(MessageLogContract, WhatWasReadButNotDoneIsReadAgainAfterARestart) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  for (const auto* body : {"1", "2", "3"})
    send(log(), chat, body);
  auto stage = log().fan_out("fan_out");
  ASSERT_EQ(read(log(), *stage, 3).size(), 3u);
  stage = log().fan_out("fan_out");
  const auto records = read(log(), *stage, 3);
  ASSERT_THAT(bodies(records), ElementsAre("1", "2", "3"));
  get(stage->commit(records[1].offset));
  stage = log().fan_out("fan_out");
  EXPECT_THAT(bodies(read(log(), *stage, 1)), ElementsAre("3"));
}

TEST_P(MessageLogContract, DoneNeverGoesBack) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  for (const auto* body : {"1", "2", "3"})
    send(log(), chat, body);
  auto stage = log().fan_out("fan_out");
  const auto records = read(log(), *stage, 3);
  ASSERT_EQ(records.size(), 3u);
  get(stage->commit(records[1].offset));
  get(stage->commit(records[0].offset));
  stage = log().fan_out("fan_out");
  EXPECT_THAT(bodies(read(log(), *stage, 1)), ElementsAre("3"));
}

TEST_P(MessageLogContract, ConsumersOfDifferentNamesHaveTheirOwnPlaces) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  send(log(), chat, "1");
  const auto one = log().fan_out("one");
  get(one->commit(read(log(), *one, 1).at(0).offset));
  EXPECT_THAT(bodies(read(log(), *log().fan_out("other"), 1)), ElementsAre("1"));
}

TEST_P(MessageLogContract, AConsumerThatReadsAloneReadsTheWholeTopic) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  send(log(), chat, "a");
  const auto stage = log().fan_out("fan_out");
  fan_out_next(log(), *stage, {kAnn, kBen});
  EXPECT_EQ(stage->share(), 1);
  const auto next_stage = log().aggregate("aggregate");
  read(log(), *next_stage, 2);
  EXPECT_EQ(next_stage->share(), 1);
}

TEST_P(MessageLogContract, HandOnAppendsEveryOutputAndMovesThePlace) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  const auto first = send(log(), chat, "first");
  send(log(), chat, "second");
  fan_out_next(log(), *log().fan_out("fan_out"), {kAnn, kBen});
  EXPECT_THAT(bodies(read(log(), *log().fan_out("fan_out"), 1)), ElementsAre("second"));

  const auto deliveries = read(log(), *log().aggregate("aggregate"), 2);
  EXPECT_THAT(bodies_to(kAnn, deliveries), ElementsAre("first"));
  EXPECT_THAT(bodies_to(kBen, deliveries), ElementsAre("first"));
  EXPECT_EQ(*deliveries[0].record.message, first);
  EXPECT_EQ(*deliveries[1].record.message, first);
  expect_growing_offsets(deliveries);
}

TEST_P(MessageLogContract, APlaceIsTheSameForEveryConsumerAndTheOffsetOfTheTail) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  const auto tail = log().tail();
  get(tail->next(1, log().clock().now()));
  for (const auto* body : {"1", "2", "3"})
    send(log(), chat, body);
  const auto stage = log().fan_out("fan_out");
  for (int i = 0; i < 3; ++i)
    fan_out_next(log(), *stage, {kBen});
  const auto live = read(log(), *tail, 3);
  ASSERT_EQ(live.size(), 3u);
  auto one = log().aggregate("one");
  const auto first = read(log(), *one, 3);
  ASSERT_EQ(first.size(), 3u);
  get(one->commit(first[0].offset));
  one = log().aggregate("one");
  const auto again = read(log(), *one, 2);
  ASSERT_EQ(again.size(), 2u);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(first[i].place, live[i].offset);
  for (std::size_t i = 0; i < 2; ++i)
    EXPECT_EQ(again[i].place, first[i + 1].place);
}

TEST_P(MessageLogContract, HandOnMayMixMessagesReadBefore) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  send(log(), chat, "1");
  send(log(), chat, "2");
  const auto stage = log().fan_out("fan_out");
  const auto records = read(log(), *stage, 2);
  ASSERT_EQ(records.size(), 2u);
  const auto one = std::make_shared<const domain::Message>(records[0].record);
  const auto two = std::make_shared<const domain::Message>(records[1].record);
  get(stage->append_and_commit({{kBen, one}, {kBen, two}, {kAnn, one}, {kAnn, two}}, records[1].offset));
  EXPECT_THAT(rest(log(), *log().tail()), IsEmpty());
  const auto deliveries = read(log(), *log().aggregate("aggregate"), 4);
  EXPECT_EQ(deliveries.size(), 4u);
  EXPECT_THAT(bodies_to(kBen, deliveries), ElementsAre("1", "2"));
  EXPECT_THAT(bodies_to(kAnn, deliveries), ElementsAre("1", "2"));
}

TEST_P(MessageLogContract, HandingNothingOnIsDone) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  send(log(), chat, "for nobody");
  fan_out_next(log(), *log().fan_out("fan_out"), {});
  EXPECT_THAT(rest(log(), *log().fan_out("fan_out")), IsEmpty());
  EXPECT_THAT(rest(log(), *log().aggregate("aggregate")), IsEmpty());
}

TEST_P(MessageLogContract, BatchesKeepTheirRecipientAndTheOrderOfTheirMessages) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  const auto group = existing(log().chats(), group_chat("crew", {kAnn, kBen}));
  const auto first = send(log(), chat, "first \"quoted\" 🐪");
  const auto second = send(log(), group, "second");
  const auto fan_out = log().fan_out("fan_out");
  fan_out_next(log(), *fan_out, {kBen});
  fan_out_next(log(), *fan_out, {kBen});
  const auto aggregate = log().aggregate("aggregate");
  const auto deliveries = read(log(), *aggregate, 2);
  ASSERT_EQ(deliveries.size(), 2u);
  get(aggregate->append_and_commit(
      {{kBen, {deliveries[0].record.message, deliveries[1].record.message}, {7, 9}, 5}},
      deliveries[1].offset));

  const auto publish = log().batches("publish");
  const auto batches = read(log(), *publish, 1);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].record.key, domain::BatchKey{kBen});
  EXPECT_THAT(batches[0].record.offsets, ElementsAre(7, 9));
  EXPECT_EQ(batches[0].record.after, 5);
  EXPECT_THAT(batches[0].record.messages, ElementsAre(testing::Pointee(*deliveries[0].record.message),
                                                      testing::Pointee(*deliveries[1].record.message)));
  // Two chats have no order between them.
  EXPECT_THAT(batches[0].record.messages,
              testing::UnorderedElementsAre(testing::Pointee(first), testing::Pointee(second)));
  get(publish->commit(batches[0].offset));
  EXPECT_THAT(rest(log(), *log().batches("publish")), IsEmpty());
  EXPECT_THAT(rest(log(), *log().aggregate("aggregate")), IsEmpty());
}

TEST_P(MessageLogContract, BatchesOfAStreamAreMadeOfTheMessagesThemselves) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  const auto sent = send(log(), chat, "hello \"quoted\" 🐪");
  const auto streams = log().streams("aggregate_streams");
  const auto messages = read(log(), *streams, 1);
  ASSERT_EQ(bodies(messages), std::vector{sent.body});
  const domain::Stream stream{chat.id, kAnn};
  get(streams->append_and_commit(
      {{stream, {std::make_shared<const domain::Message>(messages[0].record)}, {1}, 0}}, messages[0].offset));

  const auto batches = read(log(), *log().batches("publish"), 1);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].record.key, domain::BatchKey{stream});
  EXPECT_THAT(batches[0].record.messages, ElementsAre(testing::Pointee(sent)));
  EXPECT_THAT(rest(log(), *log().streams("aggregate_streams")), IsEmpty());
}

TEST_P(MessageLogContract, AWaitingConsumerIsWokenByANewRecord) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  const auto stage = log().fan_out("fan_out");
  WaitingCall call(stage->next(10, log().clock().now() + 1h), log().clock());
  call.run_until_it_waits();
  send(log(), chat, "news");
  EXPECT_THAT(bodies(call.finish().value()), ElementsAre("news"));
}

TEST_P(MessageLogContract, ATailAndALaterHopAreWokenByHandOn) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  send(log(), chat, "news");
  const auto fan_out = log().fan_out("fan_out");
  const auto tail = log().tail();
  WaitingCall call(tail->next(10, log().clock().now() + 1h), log().clock());
  call.run_until_it_waits();
  fan_out_next(log(), *fan_out, {kBen});
  EXPECT_THAT(bodies_to(kBen, call.finish().value()), ElementsAre("news"));
}

// Whether the adapter hands them over or its reader reads them.
TEST_P(MessageLogContract, ATailGivesEachDeliveryOnceAndInOrderWhicheverWay) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  const auto fan_out = log().fan_out("fan_out");
  const auto tail = log().tail();
  std::vector<Logged<domain::Delivery>> all;
  const auto add = [&all](std::span<const Logged<domain::Delivery>> deliveries) {
    all.insert(all.end(), deliveries.begin(), deliveries.end());
  };
  tail->hand_to(add);
  send(log(), chat, "while the reader waits");
  WaitingCall call(tail->next(10, log().clock().now() + 1h), log().clock());
  call.run_until_it_waits();
  fan_out_next(log(), *fan_out, {kAnn, kBen});
  log().clock().advance(1h);
  add(call.finish().value());
  send(log(), chat, "while he does not");
  fan_out_next(log(), *fan_out, {kAnn, kBen});
  add(read(log(), *tail, 4 - all.size()));
  for (const auto reader : {kAnn, kBen})
    EXPECT_THAT(bodies_to(reader, all), ElementsAre("while the reader waits", "while he does not"));
  EXPECT_GE(tail->position(kBen), all.back().offset);
  EXPECT_THAT(rest(log(), *tail), IsEmpty());
}

TEST_P(MessageLogContract, AWaitEndsAtItsDeadlineWithNothing) {
  const auto stage = log().fan_out("fan_out");
  WaitingCall call(stage->next(10, log().clock().now() + 5s), log().clock());
  call.run_until_it_waits();
  log().clock().advance(5s);
  EXPECT_THAT(call.finish().value(), IsEmpty());
}

TEST_P(MessageLogContract, AWaitEndsWhenItsCoroutineIsCancelled) {
  const auto stage = log().fan_out("fan_out");
  WaitingCall call(stage->next(10, log().clock().now() + 1h), log().clock());
  call.run_until_it_waits();
  call.cancel();
  EXPECT_THROW(call.finish().value(), boost::system::system_error);
}

TEST_P(MessageLogContract, TailsBeginAtTheEndAndEachReadsEverything) {
  const auto chat = existing(log().chats(), direct_chat(kAnn, kBen));
  const auto fan_out = log().fan_out("fan_out");
  send(log(), chat, "before");
  fan_out_next(log(), *fan_out, {kBen});
  const auto one = log().tail(), other = log().tail();
  const auto start = one->position(kBen);
  send(log(), chat, "after");
  fan_out_next(log(), *fan_out, {kAnn, kBen});

  const auto records = read(log(), *one, 2);
  EXPECT_EQ(records.size(), 2u);
  EXPECT_THAT(bodies_to(kAnn, records), ElementsAre("after"));
  EXPECT_THAT(bodies_to(kBen, records), ElementsAre("after"));
  const auto to_ben =
      std::ranges::find(records, kBen, [](const auto& logged) { return logged.record.recipient; });
  ASSERT_NE(to_ben, records.end());
  EXPECT_GT(to_ben->offset, start);
  EXPECT_GE(one->position(kBen), to_ben->offset);
  EXPECT_THAT(bodies_to(kBen, read(log(), *other, 2)), ElementsAre("after"));
  EXPECT_THAT(rest(log(), *one), IsEmpty());
}

}  // namespace caravan::ports::contract
