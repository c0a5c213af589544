#include "ports/contract_tests/feed_contract.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <future>
#include <gmock/gmock.h>
#include <utility>

#include "ports/contract_tests/samples.hpp"

namespace caravan::ports::contract {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

domain::SharedMessage message(std::int64_t tick, domain::UserId from = kBen,
                              domain::MessageId id = {new_uuid()}, domain::UserId reader = kAnn) {
  const domain::WallTime time{std::chrono::hours(24 * 365 * 56)};
  return std::make_shared<const domain::Message>(
      domain::Message{id, chat_of(reader), from, reader, "hello",
                      domain::TimeUuid::at(time + domain::TimeUuidTicks(tick), 1)});
}

FeedAnswer answer(Feed& feed, domain::Batch shown) {
  return runtime::run_to_end(feed.show(std::move(shown)));
}

void show(Feed& feed, domain::Batch shown) {
  const auto result = answer(feed, std::move(shown));
  ASSERT_TRUE(result.outcome) << result.outcome.error().detail;
}

}  // namespace

void FeedContract::SetUp() {
  subject_ = GetParam().make();
}

domain::Batch FeedContract::batch(Offset after, std::vector<domain::SharedMessage> messages,
                                  domain::UserId reader) {
  const auto key = feed().key(reader, messages.front()->from);
  domain::Batch made{key, std::move(messages), {}, after};
  for (std::size_t i = 0; i < made.messages.size(); ++i)
    made.offsets.push_back(after + 1 + static_cast<Offset>(i));
  return made;
}

void FeedContract::expect_whole_from(Offset place) {
  EXPECT_EQ(feed().whole_from(kAnn).value_or(place), place);
}

// An adapter may implement some ports only.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(FeedContract);

TEST_P(FeedContract, ShowsBatchesToTheirRecipientInOrder) {
  const auto first = message(1), second = message(2), third = message(3);
  show(feed().feed(), batch(4, {first, second}));
  show(feed().feed(), batch(6, {third}));
  EXPECT_THAT(feed().shown(kAnn), ElementsAre(first->key(), second->key(), third->key()));
  expect_whole_from(5);
  EXPECT_THAT(feed().shown(kBen), IsEmpty());
}

TEST_P(FeedContract, TheSameBatchAgainChangesNothingThatIsSeen) {
  const auto first = message(1), second = message(2);
  show(feed().feed(), batch(0, {first, second}));
  show(feed().feed(), batch(0, {first, second}));
  EXPECT_THAT(feed().shown(kAnn), ElementsAre(first->key(), second->key()));
}

TEST_P(FeedContract, BatchesThatOverlapShowEachMessageOnce) {
  const auto first = message(1), second = message(2), third = message(3);
  show(feed().feed(), batch(0, {first, second}));
  show(feed().feed(), batch(1, {second, third}));
  EXPECT_THAT(feed().shown(kAnn), ElementsAre(first->key(), second->key(), third->key()));
  expect_whole_from(1);
}

TEST_P(FeedContract, AnOlderBatchTakesNothingBack) {
  const auto first = message(1), second = message(2);
  show(feed().feed(), batch(0, {first, second}));
  show(feed().feed(), batch(0, {first}));
  EXPECT_THAT(feed().shown(kAnn), ElementsAre(first->key(), second->key()));
}

TEST_P(FeedContract, AGapBetweenBatchesIsSeen) {
  const auto first = message(1), later = message(9);
  show(feed().feed(), batch(0, {first}));
  show(feed().feed(), batch(8, {later}));
  EXPECT_EQ(feed().shown(kAnn).back(), later->key());
  expect_whole_from(9);
}

TEST_P(FeedContract, MessagesOfTwoSendersWithOneIdAreBothShown) {
  const auto of_ben = message(1), of_cid = message(2, kCid, of_ben->id);
  show(feed().feed(), batch(0, {of_ben}));
  show(feed().feed(), batch(1, {of_cid}));
  EXPECT_THAT(feed().shown(kAnn), ElementsAre(of_ben->key(), of_cid->key()));
}

TEST_P(FeedContract, ManyRecipientsAreWrittenToAtOnce) {
  constexpr std::int64_t recipients = 200;
  boost::asio::io_context loop;
  std::vector<std::future<std::optional<FeedAnswer>>> answers;
  std::vector<domain::MessageKey> sent;
  for (std::int64_t i = 0; i < recipients; ++i) {
    const domain::UserId reader{100 + i};
    const auto shown = message(i, kBen, {new_uuid()}, reader);
    sent.push_back(shown->key());
    answers.push_back(boost::asio::co_spawn(
        loop, runtime::as_optional(feed().feed().show(batch(0, {shown}, reader))), boost::asio::use_future));
  }
  loop.run();
  for (auto& each : answers)
    EXPECT_TRUE(each.get()->outcome);
  for (std::int64_t i = 0; i < recipients; ++i)
    EXPECT_THAT(feed().shown(domain::UserId{100 + i}), ElementsAre(sent[static_cast<std::size_t>(i)]));
}

}  // namespace caravan::ports::contract
