#include "ports/contract_tests/feed_contract.hpp"

#include <chrono>
#include <gmock/gmock.h>

#include "ports/contract_tests/samples.hpp"

namespace caravan::ports::contract {

namespace {

domain::SharedMessage message(std::int64_t tick, domain::UserId from = kBen,
                              domain::MessageId id = {new_uuid()}) {
  const domain::WallTime time{std::chrono::hours(24 * 365 * 56)};
  return std::make_shared<const domain::Message>(
      domain::Message{id, domain::ChatId{new_uuid()}, from, kAnn, "hello",
                      domain::TimeUuid::at(time + domain::TimeUuidTicks(tick), 1)});
}

}  // namespace

void FeedContract::SetUp() {
  subject_ = GetParam().make();
}

// An adapter may implement some ports only.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(FeedContract);

TEST_P(FeedContract, ShowsBatchesToTheirRecipientInOrder) {
  const auto first = message(1), second = message(2), third = message(3);
  get(feed().feed().publish({kAnn, {first, second}}));
  get(feed().feed().publish({kAnn, {third}}));
  EXPECT_THAT(feed().shown(kAnn), testing::ElementsAre(first->key(), second->key(), third->key()));
  EXPECT_THAT(feed().shown(kBen), testing::IsEmpty());
}

TEST_P(FeedContract, TheSameBatchAgainChangesNothingThatIsSeen) {
  const auto first = message(1), second = message(2);
  const domain::Batch batch{kAnn, {first, second}};
  get(feed().feed().publish(batch));
  get(feed().feed().publish(batch));
  EXPECT_THAT(feed().shown(kAnn), testing::ElementsAre(first->key(), second->key()));
}

TEST_P(FeedContract, MessagesOfTwoSendersWithOneIdAreBothShown) {
  const auto of_ben = message(1), of_cid = message(2, kCid, of_ben->id);
  get(feed().feed().publish({kAnn, {of_ben, of_cid}}));
  EXPECT_THAT(feed().shown(kAnn), testing::ElementsAre(of_ben->key(), of_cid->key()));
}

}  // namespace caravan::ports::contract
