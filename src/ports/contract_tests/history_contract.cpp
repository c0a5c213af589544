#include "ports/contract_tests/history_contract.hpp"

#include <algorithm>
#include <gmock/gmock.h>

#include "ports/contract_tests/samples.hpp"

namespace caravan::ports::contract {

using testing::ElementsAre;
using testing::IsEmpty;

void HistoryContract::SetUp() {
  subject_ = GetParam().make();
}

// An adapter may implement some ports only.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(HistoryContract);

namespace {

std::vector<domain::Message> accept_many(StoreSubject& store, const domain::Chat& chat, int count) {
  std::vector<domain::Message> messages;
  for (int i = 0; i < count; ++i)
    messages.push_back(
        get(store.acceptance().accept(draft(chat, kAnn, "message " + std::to_string(i)), IdOrigin::sender)));
  return messages;
}

// The first and the last place of an instant in the order of TimeUUIDs, whose bytes are compared signed.
constexpr std::uint64_t kLowestNode = 0x8080808080808080, kHighestNode = 0x7f7f7f7f7f7f7fbf;

}  // namespace

TEST_P(HistoryContract, BeginsWithTheNewest) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto m = accept_many(store(), chat, 4);
  EXPECT_THAT(get(store().history().before(chat.id, std::nullopt, 2)), ElementsAre(m[3], m[2]));
  EXPECT_THAT(get(store().history().before(chat.id, std::nullopt, 9)), ElementsAre(m[3], m[2], m[1], m[0]));
}

TEST_P(HistoryContract, BeforeIsStrictlyOlder) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto m = accept_many(store(), chat, 4);
  EXPECT_THAT(get(store().history().before(chat.id, m[2].time, 9)), ElementsAre(m[1], m[0]));
  EXPECT_THAT(get(store().history().before(chat.id, m[2].time, 1)), ElementsAre(m[1]));
  EXPECT_THAT(get(store().history().before(chat.id, m[0].time, 9)), IsEmpty());
}

TEST_P(HistoryContract, AfterIsStrictlyNewerAndTheOldestOfThoseButNewestFirst) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto m = accept_many(store(), chat, 4);
  EXPECT_THAT(get(store().history().after(chat.id, m[0].time, 2)), ElementsAre(m[2], m[1]));
  EXPECT_THAT(get(store().history().after(chat.id, m[0].time, 9)), ElementsAre(m[3], m[2], m[1]));
  EXPECT_THAT(get(store().history().after(chat.id, m[3].time, 9)), IsEmpty());
}

TEST_P(HistoryContract, TakesTimesThatNoMessageHas) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto m = accept_many(store(), chat, 2);
  const auto just_before = domain::TimeUuid::at(m[1].time.instant(), kLowestNode);
  const auto just_after = domain::TimeUuid::at(m[1].time.instant(), kHighestNode);
  EXPECT_THAT(get(store().history().before(chat.id, just_before, 9)), ElementsAre(m[0]));
  EXPECT_THAT(get(store().history().before(chat.id, just_after, 9)), ElementsAre(m[1], m[0]));
  EXPECT_THAT(get(store().history().after(chat.id, just_before, 9)), ElementsAre(m[1]));
  EXPECT_THAT(get(store().history().after(chat.id, just_after, 9)), IsEmpty());
  EXPECT_THAT(get(store().history().before(chat.id, domain::TimeUuid::at({}, 1), 9)), IsEmpty());
}

TEST_P(HistoryContract, IsEmptyForAnUnknownOrEmptyChat) {
  const auto empty = existing(store().chats(), direct_chat(kAnn, kBen));
  const domain::ChatId unknown{new_uuid()};
  for (const auto chat : {empty.id, unknown}) {
    EXPECT_THAT(get(store().history().before(chat, std::nullopt, 9)), IsEmpty());
    EXPECT_THAT(get(store().history().after(chat, domain::TimeUuid::at({}, 1), 9)), IsEmpty());
  }
}

TEST_P(HistoryContract, KeepsChatsApart) {
  const auto one = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto other = existing(store().chats(), direct_chat(kAnn, kCid));
  const auto first = accept_many(store(), one, 1);
  const auto between = accept_many(store(), other, 1);
  const auto last = accept_many(store(), one, 1);
  EXPECT_THAT(get(store().history().before(one.id, std::nullopt, 9)), ElementsAre(last[0], first[0]));
  EXPECT_THAT(get(store().history().after(one.id, first[0].time, 9)), ElementsAre(last[0]));
  EXPECT_THAT(get(store().history().before(other.id, last[0].time, 9)), ElementsAre(between[0]));
}

TEST_P(HistoryContract, WalkingThePagesSeesEveryMessageOnceInBothDirections) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto all = accept_many(store(), chat, 11);

  std::vector<domain::Message> backwards;
  for (auto page = get(store().history().before(chat.id, std::nullopt, 3)); !page.empty();
       page = get(store().history().before(chat.id, page.back().time, 3)))
    backwards.insert(backwards.end(), page.begin(), page.end());
  EXPECT_TRUE(std::equal(backwards.rbegin(), backwards.rend(), all.begin(), all.end()));

  std::vector<domain::Message> forwards;
  for (auto page = get(store().history().after(chat.id, domain::TimeUuid::at({}, 1), 3)); !page.empty();
       page = get(store().history().after(chat.id, page.front().time, 3)))
    forwards.insert(forwards.end(), page.rbegin(), page.rend());
  EXPECT_EQ(forwards, all);
}

}  // namespace caravan::ports::contract
