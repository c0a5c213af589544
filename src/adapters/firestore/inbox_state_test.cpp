#include "adapters/firestore/inbox_state.hpp"

#include <gmock/gmock.h>
#include <memory>
#include <vector>

#include "wire/inbox_document.hpp"

namespace caravan::firestore {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr domain::UserId kReader{2};
const std::string kLog = "log-1";

domain::SharedMessage message(std::string body) {
  const domain::WallTime time{std::chrono::hours(24 * 365 * 56)};
  return std::make_shared<const domain::Message>(
      domain::Message{domain::MessageId{domain::Uuid::v4(1, 1)}, domain::ChatId{domain::Uuid::v4(2, 2)},
                      domain::UserId{1}, kReader, std::move(body), domain::TimeUuid::at(time, 1)});
}

domain::Batch batch(std::int64_t after, std::vector<std::int64_t> offsets, std::size_t body_bytes = 10) {
  domain::Batch batch{kReader, {}, std::move(offsets), after};
  for (std::size_t i = 0; i < batch.offsets.size(); ++i)
    batch.messages.push_back(message(std::string(body_bytes, 'x')));
  return batch;
}

std::vector<std::string> texts(const InboxState& state) {
  return std::get<std::vector<std::string>>(state.fields(kLog).at("entries"));
}

std::vector<std::int64_t> offsets(const InboxState& state) {
  std::vector<std::int64_t> offsets;
  for (const auto& text : texts(state))
    offsets.push_back(std::get<wire::InboxEntry>(wire::decode_inbox_entry(text)).offset);
  return offsets;
}

std::vector<bool> with_message(const InboxState& state) {
  std::vector<bool> with_message;
  for (const auto& text : texts(state))
    with_message.push_back(std::get<wire::InboxEntry>(wire::decode_inbox_entry(text)).message.has_value());
  return with_message;
}

class InboxStateTest : public testing::Test {
 protected:
  bool add(const domain::Batch& batch) { return state_.add(batch, limits_); }

  InboxState::Limits limits_;
  InboxState state_;
};

TEST_F(InboxStateTest, BeginsWithWhatIsDelivered) {
  EXPECT_TRUE(add(batch(10, {12, 13})));
  EXPECT_EQ(state_.newest(), 13);
  EXPECT_EQ(state_.oldest(), 11) << "11 was his own message";
  EXPECT_THAT(offsets(state_), ElementsAre(12, 13));
}

TEST_F(InboxStateTest, GrowsByWhatItDoesNotHave) {
  add(batch(10, {12, 13}));
  EXPECT_TRUE(add(batch(11, {12, 13, 15})));
  EXPECT_EQ(state_.newest(), 15);
  EXPECT_EQ(state_.oldest(), 11);
  EXPECT_THAT(offsets(state_), ElementsAre(12, 13, 15));
}

TEST_F(InboxStateTest, WhatItHasChangesNothing) {
  add(batch(10, {12, 13}));
  const auto before = state_.fields(kLog);
  EXPECT_FALSE(add(batch(10, {12, 13})));
  EXPECT_FALSE(add(batch(3, {4, 5})));
  EXPECT_FALSE(add(batch(20, {})));
  EXPECT_EQ(state_.fields(kLog), before);
}

TEST_F(InboxStateTest, BeginsAnewBehindAGap) {
  add(batch(10, {12, 13}));
  EXPECT_TRUE(add(batch(14, {16})));
  EXPECT_EQ(state_.oldest(), 15);
  EXPECT_THAT(offsets(state_), ElementsAre(16));
}

TEST_F(InboxStateTest, HoldsTheLastBatches) {
  add(batch(0, {1, 2}));
  add(batch(2, {3}));
  add(batch(3, {5}));
  EXPECT_EQ(state_.oldest(), 1);
  add(batch(5, {6}));
  EXPECT_EQ(state_.oldest(), 3);
  EXPECT_THAT(offsets(state_), ElementsAre(3, 5, 6));
}

TEST_F(InboxStateTest, HoldsNoMoreThanItsBytes) {
  limits_.entries_bytes_max = 1'000;
  for (std::int64_t offset = 1; offset < 20; ++offset) {
    add(batch(offset - 1, {offset}, 250));
    EXPECT_LE(state_.bytes(), 1'000u);
  }
  EXPECT_THAT(offsets(state_), ElementsAre(18, 19));
  EXPECT_EQ(state_.oldest(), 18);
}

TEST_F(InboxStateTest, AMessageThatIsTooLongIsNamedByItsChat) {
  limits_.entries_bytes_max = 1'000;
  add(batch(0, {1}, 1'000));
  EXPECT_THAT(with_message(state_), ElementsAre(false));
  EXPECT_EQ(state_.oldest(), 1);
}

TEST_F(InboxStateTest, OfALargeBatchTheNewestMessagesAreWholeAndOlderOnesNamed) {
  limits_.entries_bytes_max = 1'000;
  add(batch(0, {1, 2, 3, 4}, 250));
  EXPECT_THAT(with_message(state_), ElementsAre(false, false, true, true));
  EXPECT_EQ(state_.oldest(), 1);
  EXPECT_LE(state_.bytes(), 1'000u);
}

TEST_F(InboxStateTest, WhatFindsNoRoomAtAllIsAGap) {
  limits_.entries_bytes_max = 500;
  add(batch(0, {1}));
  std::vector<std::int64_t> many;
  for (std::int64_t offset = 2; offset <= 50; ++offset)
    many.push_back(offset);
  add(batch(1, many, 400));
  EXPECT_EQ(offsets(state_).front(), state_.oldest());
  EXPECT_GT(state_.oldest(), 2);
  EXPECT_EQ(offsets(state_).back(), 50);
  EXPECT_LE(state_.bytes(), 500u);
}

TEST_F(InboxStateTest, ADocumentIsTakenUpAsItWasLeft) {
  add(batch(10, {12, 13}));
  auto again = InboxState::from(state_.fields(kLog), kLog);
  EXPECT_EQ(again.fields(kLog), state_.fields(kLog));
  EXPECT_TRUE(again.add(batch(13, {14}), limits_));
  EXPECT_EQ(again.oldest(), 11);
  EXPECT_THAT(offsets(again), ElementsAre(12, 13, 14));
}

TEST_F(InboxStateTest, ADocumentOfAnotherLogIsNothing) {
  add(batch(10, {12, 13}));
  auto other = InboxState::from(state_.fields("log-0"), kLog);
  EXPECT_EQ(other.newest(), std::nullopt);
  EXPECT_TRUE(other.add(batch(1, {2}), limits_));
  EXPECT_EQ(other.oldest(), 2);
  EXPECT_THAT(offsets(other), ElementsAre(2));
}

TEST_F(InboxStateTest, ADocumentWithTheEpochAloneIsNothing) {
  EXPECT_EQ(InboxState::from({{"epoch", std::int64_t{3}}}, kLog).newest(), std::nullopt);
}

TEST_F(InboxStateTest, EntriesThatCannotBeReadAreAGapAndTheNewestOffsetStays) {
  add(batch(10, {12, 13}));
  auto fields = state_.fields(kLog);
  fields["entries"] = std::vector<std::string>{"[12"};
  const auto broken = InboxState::from(fields, kLog);
  EXPECT_EQ(broken.newest(), 13);
  EXPECT_EQ(broken.oldest(), 14);
  EXPECT_THAT(texts(broken), IsEmpty());
}

}  // namespace
}  // namespace caravan::firestore
