#include "ports/contract_tests/acceptance_contract.hpp"

#include <algorithm>
#include <chrono>
#include <gmock/gmock.h>
#include <mutex>

#include "ports/contract_tests/samples.hpp"

namespace caravan::ports::contract {

namespace {

std::vector<domain::Message> history_of(StoreSubject& store, const domain::Chat& chat) {
  return get(store.history().before(chat.id, std::nullopt, 1000));
}

}  // namespace

void AcceptanceContract::SetUp() {
  subject_ = GetParam().make();
}

// An adapter may implement some ports only.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(AcceptanceContract);

TEST_P(AcceptanceContract, AnswersTheMessageWithItsTimeAndShowsItInHistory) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto sent = draft(chat, kAnn, "grüße 🐪\n\"quoted\"");
  const auto message = get(store().acceptance().accept(sent, Attempt::first));
  EXPECT_EQ(message, (domain::Message{sent.id, chat.id, kAnn, kBen, sent.body, message.time}));
  EXPECT_GE(message.time.instant(), std::chrono::floor<domain::TimeUuidTicks>(store().clock().wall()));
  EXPECT_THAT(history_of(store(), chat), testing::ElementsAre(message));
}

TEST_P(AcceptanceContract, KeepsEveryByteOfABodyAndAnAbsentReceiver) {
  const auto chat = existing(store().chats(), group_chat("crew", {kAnn, kBen}));
  const std::string body("a\0b\x01", 4);
  get(store().acceptance().accept(draft(chat, kAnn, body), Attempt::first));
  const auto stored = history_of(store(), chat);
  ASSERT_EQ(stored.size(), 1u);
  EXPECT_EQ(stored[0].body, body);
  EXPECT_EQ(stored[0].to, std::nullopt);
}

TEST_P(AcceptanceContract, TimesGrowWhateverTheWallClockDoes) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto first = get(store().acceptance().accept(draft(chat, kAnn, "1"), Attempt::first));
  const auto second = get(store().acceptance().accept(draft(chat, kBen, "2"), Attempt::first));
  store().clock().set_wall(store().clock().wall() - std::chrono::hours(24));
  const auto third = get(store().acceptance().accept(draft(chat, kAnn, "3"), Attempt::first));
  EXPECT_LT(first.time, second.time);
  EXPECT_LT(second.time, third.time);
  EXPECT_THAT(history_of(store(), chat), testing::ElementsAre(third, second, first));
}

TEST_P(AcceptanceContract, ARetryAnswersTheFirstMessageAndStoresNothing) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  auto sent = draft(chat, kAnn, "once");
  const auto first = get(store().acceptance().accept(sent, Attempt::first));
  get(store().acceptance().accept(draft(chat, kBen, "between"), Attempt::first));
  EXPECT_EQ(get(store().acceptance().accept(sent, Attempt::retry)), first);
  sent.body = "edited meanwhile";
  EXPECT_EQ(get(store().acceptance().accept(sent, Attempt::retry)), first);
  EXPECT_EQ(history_of(store(), chat).size(), 2u);
}

TEST_P(AcceptanceContract, AMessageThatNobodyCanSendAgainIsStoredLikeOthers) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto first = get(store().acceptance().accept(draft(chat, kAnn, "1"), Attempt::only));
  const auto second = get(store().acceptance().accept(draft(chat, kBen, "2"), Attempt::only));
  EXPECT_LT(first.time, second.time);
  EXPECT_THAT(history_of(store(), chat), testing::ElementsAre(second, first));
}

TEST_P(AcceptanceContract, ARetryOfWhatNeverArrivedStoresIt) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto message = get(store().acceptance().accept(draft(chat, kAnn, "late"), Attempt::retry));
  EXPECT_THAT(history_of(store(), chat), testing::ElementsAre(message));
}

TEST_P(AcceptanceContract, AnIdOfAnotherChatOrSenderIsAConflict) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto other = existing(store().chats(), direct_chat(kAnn, kCid));
  const auto sent = draft(chat, kAnn, "mine");
  get(store().acceptance().accept(sent, Attempt::first));

  auto elsewhere = draft(other, kAnn, "mine");
  elsewhere.id = sent.id;
  EXPECT_EQ(runtime::run_to_end(store().acceptance().accept(elsewhere, Attempt::retry)).error().code,
            Errc::conflict);
  auto theirs = draft(chat, kBen, "mine");
  theirs.id = sent.id;
  EXPECT_EQ(runtime::run_to_end(store().acceptance().accept(theirs, Attempt::retry)).error().code,
            Errc::conflict);
  EXPECT_EQ(history_of(store(), chat).size(), 1u);
  EXPECT_TRUE(history_of(store(), other).empty());
}

TEST_P(AcceptanceContract, SimultaneousRetriesOfOneIdStoreOneMessage) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto sent = draft(chat, kAnn, "once");
  std::mutex mutex;
  std::vector<domain::Message> answers;
  simultaneously(8, [&](int) {
    auto answer = get(store().acceptance().accept(sent, Attempt::retry));
    const std::lock_guard lock(mutex);
    answers.push_back(std::move(answer));
  });
  const auto stored = history_of(store(), chat);
  ASSERT_EQ(stored.size(), 1u);
  EXPECT_THAT(answers, testing::Each(stored[0]));
}

TEST_P(AcceptanceContract, ConcurrentSendersGetOneOrderThatKeepsEachSendersOwn) {
  constexpr int senders = 8, each = 20;
  const auto chat = existing(store().chats(), group_chat("crew", {kAnn, kBen}));
  std::vector<std::vector<domain::Message>> confirmed(senders);
  simultaneously(senders, [&](int sender) {
    for (int i = 0; i < each; ++i)
      confirmed[sender].push_back(get(store().acceptance().accept(draft(chat, kAnn, "x"), Attempt::first)));
  });

  const auto later = [](const auto& a, const auto& b) { return a.time <= b.time; };
  for (const auto& own : confirmed)
    EXPECT_EQ(std::adjacent_find(own.rbegin(), own.rend(), later), own.rend());
  const auto stored = history_of(store(), chat);
  EXPECT_EQ(stored.size(), std::size_t{senders * each});
  EXPECT_EQ(std::adjacent_find(stored.begin(), stored.end(), later), stored.end());
}

}  // namespace caravan::ports::contract
