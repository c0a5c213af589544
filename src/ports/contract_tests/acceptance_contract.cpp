#include "ports/contract_tests/acceptance_contract.hpp"

#include <algorithm>
#include <atomic>
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
  const auto earliest = std::chrono::floor<domain::TimeUuidTicks>(store().clock().wall());
  const auto message = get(store().acceptance().accept(sent, IdOrigin::sender));
  EXPECT_EQ(message, (domain::Message{sent.id, chat.id, kAnn, kBen, sent.body, message.time}));
  EXPECT_GE(message.time.instant(), earliest);
  EXPECT_THAT(history_of(store(), chat), testing::ElementsAre(message));
}

TEST_P(AcceptanceContract, KeepsEveryByteOfABodyAndAnAbsentReceiver) {
  const auto chat = existing(store().chats(), group_chat("crew", {kAnn, kBen}));
  const std::string body("a\0b\x01", 4);
  get(store().acceptance().accept(draft(chat, kAnn, body), IdOrigin::sender));
  const auto stored = history_of(store(), chat);
  ASSERT_EQ(stored.size(), 1u);
  EXPECT_EQ(stored[0].body, body);
  EXPECT_EQ(stored[0].to, std::nullopt);
}

TEST_P(AcceptanceContract, TimesGrowWhateverTheWallClockDoes) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto first = get(store().acceptance().accept(draft(chat, kAnn, "1"), IdOrigin::sender));
  const auto second = get(store().acceptance().accept(draft(chat, kBen, "2"), IdOrigin::sender));
  store().clock().set_wall(store().clock().wall() - std::chrono::hours(24));
  const auto third = get(store().acceptance().accept(draft(chat, kAnn, "3"), IdOrigin::sender));
  EXPECT_LT(first.time, second.time);
  EXPECT_LT(second.time, third.time);
  EXPECT_THAT(history_of(store(), chat), testing::ElementsAre(third, second, first));
}

TEST_P(AcceptanceContract, AnIdThatIsSentAgainAnswersTheFirstMessageAndStoresNothing) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  auto sent = draft(chat, kAnn, "once");
  const auto first = get(store().acceptance().accept(sent, IdOrigin::sender));
  EXPECT_EQ(get(store().acceptance().accept(sent, IdOrigin::sender)), first);
  get(store().acceptance().accept(draft(chat, kBen, "between"), IdOrigin::sender));
  store().clock().advance(std::chrono::seconds(2));
  EXPECT_EQ(get(store().acceptance().accept(sent, IdOrigin::sender)), first);
  sent.body = "edited meanwhile";
  EXPECT_EQ(get(store().acceptance().accept(sent, IdOrigin::sender)), first);
  EXPECT_EQ(history_of(store(), chat).size(), 2u);
}

TEST_P(AcceptanceContract, AMessageThatNobodyCanSendAgainIsStoredLikeOthers) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto first = get(store().acceptance().accept(draft(chat, kAnn, "1"), IdOrigin::server));
  const auto second = get(store().acceptance().accept(draft(chat, kBen, "2"), IdOrigin::server));
  EXPECT_LT(first.time, second.time);
  EXPECT_THAT(history_of(store(), chat), testing::ElementsAre(second, first));
}

TEST_P(AcceptanceContract, AnIdIsItsSendersOwn) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto of_ann = draft(chat, kAnn, "mine");
  auto of_ben = draft(chat, kBen, "and mine");
  of_ben.id = of_ann.id;
  const auto first = get(store().acceptance().accept(of_ann, IdOrigin::sender));
  const auto second = get(store().acceptance().accept(of_ben, IdOrigin::sender));
  EXPECT_EQ(second.body, "and mine");
  EXPECT_EQ(get(store().acceptance().accept(of_ann, IdOrigin::sender)), first);
  EXPECT_EQ(get(store().acceptance().accept(of_ben, IdOrigin::sender)), second);
  EXPECT_THAT(history_of(store(), chat), testing::ElementsAre(second, first));
}

TEST_P(AcceptanceContract, ASendersIdInAnotherChatIsAConflict) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto other = existing(store().chats(), direct_chat(kAnn, kCid));
  const auto sent = draft(chat, kAnn, "here");
  get(store().acceptance().accept(sent, IdOrigin::sender));
  auto elsewhere = draft(other, kAnn, "here");
  elsewhere.id = sent.id;
  EXPECT_EQ(runtime::run_to_end(store().acceptance().accept(elsewhere, IdOrigin::sender)).error().code,
            Errc::conflict);
  EXPECT_EQ(history_of(store(), chat).size(), 1u);
  EXPECT_TRUE(history_of(store(), other).empty());
}

TEST_P(AcceptanceContract, SimultaneousSendsOfOneIdStoreOneMessageForEachSender) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto of_ann = draft(chat, kAnn, "once");
  auto of_ben = draft(chat, kBen, "once, too");
  of_ben.id = of_ann.id;
  std::mutex mutex;
  std::vector<domain::Message> answers;
  simultaneously(8, [&](int i) {
    auto answer = get(store().acceptance().accept(i % 2 == 0 ? of_ann : of_ben, IdOrigin::sender));
    const std::lock_guard lock(mutex);
    answers.push_back(std::move(answer));
  });
  const auto stored = history_of(store(), chat);
  ASSERT_EQ(stored.size(), 2u);
  EXPECT_NE(stored[0].from, stored[1].from);
  EXPECT_THAT(answers, testing::Each(testing::AnyOf(stored[0], stored[1])));
}

TEST_P(AcceptanceContract, ConcurrentSendersEachGetGrowingTimes) {
  constexpr int senders = 8, each = 20;
  const auto chat = existing(store().chats(), group_chat("crew", {kAnn, kBen}));
  std::vector<std::vector<domain::Message>> confirmed(senders);
  simultaneously(senders, [&](int sender) {
    for (int i = 0; i < each; ++i)
      confirmed[sender].push_back(get(store().acceptance().accept(draft(chat, kAnn, "x"), IdOrigin::sender)));
  });
  const auto later = [](const auto& a, const auto& b) { return a.time <= b.time; };
  for (const auto& own : confirmed)
    EXPECT_EQ(std::adjacent_find(own.rbegin(), own.rend(), later), own.rend());
  EXPECT_EQ(history_of(store(), chat).size(), std::size_t{senders * each});
}

// Who reads on behind the newest message that he has seen would miss one that appeared before it afterwards.
TEST_P(AcceptanceContract, MessagesBecomeVisibleInTheOrderOfTheirTimes) {
  constexpr int senders = 6, each = 25;
  const auto chat = existing(store().chats(), group_chat("crew", {kAnn, kBen}));
  std::vector<domain::Message> read;
  std::atomic<int> sending = senders;
  const auto read_on = [&] {
    const auto page = read.empty() ? history_of(store(), chat)
                                   : get(store().history().after(chat.id, read.back().time, 1000));
    read.insert(read.end(), page.rbegin(), page.rend());
  };
  simultaneously(senders + 1, [&](int thread) {
    if (thread == senders) {
      while (sending > 0)
        read_on();
      return;
    }
    for (int i = 0; i < each; ++i)
      get(store().acceptance().accept(draft(chat, kAnn, "x"), IdOrigin::sender));
    --sending;
  });
  read_on();
  const auto stored = history_of(store(), chat);
  EXPECT_EQ(stored.size(), std::size_t{senders * each});
  EXPECT_THAT(read, testing::ElementsAreArray(stored.rbegin(), stored.rend()));
}

}  // namespace caravan::ports::contract
