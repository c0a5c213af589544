#include "domain/windows.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <string>
#include <utility>

namespace caravan::domain {
namespace {

using namespace std::chrono_literals;

constexpr UserId kAda{1}, kBob{2}, kCem{3};
const SteadyTime kStart{1h};

SharedMessage message(std::string body = "hi") {
  static std::uint64_t count = 0;
  return std::make_shared<Message>(Message{.id = {Uuid::v4(1, ++count)},
                                           .chat = {},
                                           .from = {9},
                                           .to = {},
                                           .body = std::move(body),
                                           .time = TimeUuid::at(WallTime{}, count)});
}

// On one machine a record's offset is its place.
void add(Windows& windows, UserId recipient, SharedMessage message, std::int64_t offset, SteadyTime now) {
  windows.add(recipient, std::move(message), offset, offset, now);
}

TEST(AnchoredWindows, FlushTheWaitAfterTheFirstMessageHoweverManyFollow) {
  const AnchoredPolicy policy(3s);
  Windows windows(policy, {});
  add(windows, kAda, message(), 1, kStart);
  add(windows, kAda, message(), 2, kStart + 2900ms);
  EXPECT_EQ(windows.next_deadline(), kStart + 3s);
  EXPECT_TRUE(windows.take_ready(kStart + 2999ms).empty());
  const auto batches = windows.take_ready(kStart + 3s);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].key, BatchKey{kAda});
  EXPECT_EQ(batches[0].messages.size(), 2u);
  EXPECT_EQ(windows.next_deadline(), SteadyTime::max());
}

TEST(LeadingWindows, FlushAtOnceAfterAQuietIntervalThenOnceAnInterval) {
  const LeadingPolicy policy(3s);
  Windows windows(policy, {});
  add(windows, kAda, message(), 1, kStart);
  EXPECT_EQ(windows.take_ready(kStart).size(), 1u);
  add(windows, kAda, message(), 2, kStart + 1s);
  EXPECT_TRUE(windows.take_ready(kStart + 1s).empty());
  add(windows, kAda, message(), 3, kStart + 2s);
  const auto second = windows.take_ready(kStart + 3s);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].messages.size(), 2u);
  EXPECT_TRUE(windows.take_ready(kStart + 6s).empty());
  add(windows, kAda, message(), 4, kStart + 7s);
  EXPECT_EQ(windows.take_ready(kStart + 7s).size(), 1u);
}

TEST(AdaptiveWindows, FlushTheFirstMessageOfAConversationAtOnceAndGatherTheOthers) {
  const AdaptivePolicy policy(3s);
  Windows windows(policy, {});
  add(windows, kAda, message(), 1, kStart);
  EXPECT_EQ(windows.take_ready(kStart).size(), 1u) << "nobody knows of an earlier flush";
  add(windows, kAda, message(), 2, kStart + 1s);
  add(windows, kAda, message(), 3, kStart + 2s);
  EXPECT_TRUE(windows.take_ready(kStart + 3999ms).empty()) << "the wait counts from the message";
  const auto second = windows.take_ready(kStart + 4s);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].messages.size(), 2u);
  add(windows, kAda, message(), 4, kStart + 15999ms);
  EXPECT_TRUE(windows.take_ready(kStart + 15999ms).empty()) << "the last flush is not long enough ago";
  EXPECT_EQ(windows.take_ready(kStart + 18999ms).size(), 1u);
  add(windows, kAda, message(), 5, kStart + 30999ms);
  EXPECT_EQ(windows.take_ready(kStart + 30999ms).size(), 1u) << "quiet for just four waits";
}

TEST(AdaptiveWindows, RememberSoManyRecipients) {
  const AdaptivePolicy policy(3s);
  Windows windows(policy, {.keys_known_max = 1});
  for (const auto recipient : {kAda, kBob, kBob}) {
    add(windows, recipient, message(), 1, kStart);
    EXPECT_EQ(windows.take_ready(kStart).size(), 1u) << "there is no room for Bob's last flush";
  }
}

TEST(AdaptiveWindows, OfOneRecipientAreNobodyElses) {
  const AdaptivePolicy policy(3s);
  Windows windows(policy, {});
  add(windows, kAda, message(), 1, kStart);
  EXPECT_EQ(windows.take_ready(kStart).size(), 1u);
  add(windows, kBob, message(), 2, kStart + 1s);
  EXPECT_EQ(windows.take_ready(kStart + 1s).size(), 1u);
}

TEST(InactivityWindows, FlushAtTheCountOrAfterSilence) {
  const InactivityPolicy policy(3s, 3);
  Windows windows(policy, {});
  add(windows, kAda, message(), 1, kStart);
  add(windows, kAda, message(), 2, kStart + 2s);
  EXPECT_TRUE(windows.take_ready(kStart + 4s).empty());
  EXPECT_EQ(windows.next_deadline(), kStart + 5s);
  EXPECT_EQ(windows.take_ready(kStart + 5s).size(), 1u);
  for (int i = 0; i < 3; ++i)
    add(windows, kAda, message(), 3 + i, kStart + 6s);
  EXPECT_EQ(windows.take_ready(kStart + 6s).size(), 1u);
}

TEST(Windows, FlushABatchThatReachedItsBytes) {
  const AnchoredPolicy policy(3s);
  Windows windows(policy, {.batch_bytes_max = 10});
  add(windows, kAda, message("123456"), 1, kStart);
  add(windows, kAda, message("123456"), 2, kStart);
  const auto first = windows.take_ready(kStart);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].messages.size(), 1u);
  EXPECT_EQ(windows.settled(), 1);
  add(windows, kAda, message(std::string(50, 'x')), 3, kStart);
  const auto rest = windows.take_ready(kStart);
  ASSERT_EQ(rest.size(), 2u);
  EXPECT_EQ(rest[1].messages[0]->body.size(), 50u);
}

TEST(Windows, MakeRoomByFlushingWhatIsDueFirst) {
  const AnchoredPolicy policy(3s);
  Windows windows(policy, {.open_max = 2});
  add(windows, kAda, message(), 1, kStart);
  add(windows, kBob, message(), 2, kStart + 1s);
  add(windows, kCem, message(), 3, kStart + 2s);
  const auto early = windows.take_ready(kStart + 2s);
  ASSERT_EQ(early.size(), 1u);
  EXPECT_EQ(early[0].key, BatchKey{kAda});
  EXPECT_EQ(windows.open(), 2u);
}

TEST(Windows, ForgetWhatTheyFlushedToMakeRoom) {
  const AnchoredPolicy policy(3s);
  Windows windows(policy, {.open_max = 2});
  for (std::int64_t i = 1; i <= 1'000; ++i) {
    add(windows, UserId{i}, message(), i, kStart);
    EXPECT_LE(windows.known(), 3u) << "an anchored window remembers nothing";
  }
  EXPECT_EQ(windows.take_ready(kStart + 3s).size(), 1'000u);
  EXPECT_EQ(windows.known(), 0u);
  EXPECT_EQ(windows.next_deadline(), SteadyTime::max());
}

TEST(Windows, ForgetWhatThePolicyRemembersThoughRoomWasMadeMeanwhile) {
  const LeadingPolicy policy(3s);
  Windows windows(policy, {.open_max = 2});
  for (std::int64_t i = 1; i <= 100; ++i)  // each is flushed at once, and remembered
    add(windows, UserId{i}, message(), i, kStart);
  EXPECT_EQ(windows.take_ready(kStart).size(), 100u);
  for (std::int64_t i = 1; i <= 100; ++i)  // now they wait for the interval's end
    add(windows, UserId{i}, message(), 100 + i, kStart + 1s);
  EXPECT_EQ(windows.open(), 2u);
  while (windows.next_deadline() != SteadyTime::max())
    windows.take_ready(std::max(windows.next_deadline(), kStart));
  EXPECT_EQ(windows.known(), 0u);
}

TEST(Windows, MakeRoomByFlushingWhatIsDueFirstThoughItsDeadlineHasMoved) {
  const InactivityPolicy policy(3s, 10);
  Windows windows(policy, {.open_max = 2});
  add(windows, kAda, message(), 1, kStart);
  add(windows, kBob, message(), 2, kStart + 1s);
  add(windows, kAda, message(), 3, kStart + 2s);  // so Bob is due first
  add(windows, kCem, message(), 4, kStart + 2s);
  const auto early = windows.take_ready(kStart + 2s);
  ASSERT_EQ(early.size(), 1u);
  EXPECT_EQ(early[0].key, BatchKey{kBob});
}

TEST(Windows, SettleOnlyWhatHasLeft) {
  const AnchoredPolicy policy(3s);
  Windows windows(policy, {});
  EXPECT_EQ(windows.settled(), 0);
  windows.pass(4);
  EXPECT_EQ(windows.settled(), 4);
  add(windows, kAda, message(), 5, kStart);
  add(windows, kBob, message(), 6, kStart + 1s);
  add(windows, kAda, message(), 7, kStart + 2s);
  EXPECT_EQ(windows.settled(), 4);
  EXPECT_EQ(windows.take_ready(kStart + 3s).size(), 1u);
  EXPECT_EQ(windows.settled(), 5);
  EXPECT_EQ(windows.take_ready(kStart + 4s).size(), 1u);
  EXPECT_EQ(windows.settled(), 7);
}

TEST(Windows, SayBehindWhichPlaceTheirBatchIsWhole) {
  const AnchoredPolicy policy(3s);
  Windows windows(policy, {});
  add(windows, kAda, message(), 5, kStart);
  add(windows, kBob, message(), 6, kStart);
  add(windows, kAda, message(), 9, kStart + 1s);
  const auto first = windows.take_ready(kStart + 3s);
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].after, 4) << "nobody knows what came before";
  EXPECT_EQ(first[0].offsets, (std::vector<std::int64_t>{5, 9}));
  add(windows, kAda, message(), 12, kStart + 5s);
  const auto second = windows.take_ready(kStart + 8s);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].after, 9);
}

TEST(Windows, BeginWithAGapBehindADeliveryThatIsInNoBatch) {
  const AnchoredPolicy policy(3s);
  Windows windows(policy, {});
  add(windows, kAda, message(), 5, kStart);
  EXPECT_EQ(windows.take_ready(kStart + 3s).size(), 1u);
  windows.skip(kAda, 6);
  windows.skip(kBob, 7);
  add(windows, kAda, message(), 9, kStart + 4s);
  add(windows, kBob, message(), 12, kStart + 4s);
  const auto batches = windows.take_ready(kStart + 7s);
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[0].after, 6);
  EXPECT_EQ(batches[1].after, 7);
}

TEST(Windows, EndABatchBeforeAGap) {
  const AnchoredPolicy policy(3s);
  Windows windows(policy, {});
  add(windows, kAda, message(), 5, kStart);
  windows.skip(kAda, 6);
  add(windows, kAda, message(), 7, kStart + 1s);
  const auto batches = windows.take_ready(kStart + 4s);
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[0].offsets, (std::vector<std::int64_t>{5}));
  EXPECT_EQ(batches[1].after, 6);
  EXPECT_EQ(batches[1].offsets, (std::vector<std::int64_t>{7}));
}

TEST(Windows, RememberAGapThatOpensBehindAnOpenWindow) {
  const AnchoredPolicy policy(3s);
  Windows windows(policy, {});
  add(windows, kAda, message(), 5, kStart);
  windows.skip(kAda, 6);
  EXPECT_EQ(windows.take_ready(kStart + 3s).size(), 1u);
  add(windows, kAda, message(), 7, kStart + 4s);
  EXPECT_EQ(windows.take_ready(kStart + 7s).at(0).after, 6);
}

TEST(Windows, HurryWhenTheyAreTold) {
  const AnchoredPolicy policy(3s);
  Windows windows(policy, {});
  add(windows, kAda, message(), 1, kStart);
  add(windows, kBob, message(), 2, kStart);
  windows.hurry(kAda, kStart);
  windows.hurry(kCem, kStart);
  EXPECT_EQ(windows.next_deadline(), SteadyTime::min());
  const auto batches = windows.take_ready(kStart);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].key, BatchKey{kAda});
  EXPECT_EQ(windows.settled(), 1);
}

// Such as those that were held back for a while.
TEST(Windows, TakeDeliveriesThatAreOlderThanOthersOfTheLog) {
  const AnchoredPolicy policy(3s);
  Windows windows(policy, {});
  windows.pass(9);
  add(windows, kAda, message(), 4, kStart);
  EXPECT_EQ(windows.settled(), 3);
  EXPECT_EQ(windows.take_ready(kStart + 3s).size(), 1u);
  EXPECT_EQ(windows.settled(), 9);
}

TEST(Windows, ThatReadAgainFromAnEarlierPlaceClaimNothingOfWhatLiesBetween) {
  const AnchoredPolicy policy(3s);
  Windows windows(policy, {});
  windows.add(kAda, message(), 1, 20, kStart);
  EXPECT_EQ(windows.take_ready(kStart + 3s).size(), 1u);
  windows.add(kAda, message(), 2, 11, kStart + 4s);
  const auto again = windows.take_ready(kStart + 7s);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].after, 10);
}

TEST(Windows, KeepTheOrderOfABatchWhenDeliveriesAreReadAgainIntoAnOpenOne) {
  const AnchoredPolicy policy(3s);
  Windows windows(policy, {});
  windows.add(kAda, message(), 1, 18, kStart);
  windows.add(kAda, message(), 2, 20, kStart);
  windows.add(kAda, message(), 3, 18, kStart + 1s);
  windows.add(kAda, message(), 4, 20, kStart + 1s);
  auto batches = windows.take_ready(kStart + 4s);
  ASSERT_EQ(batches.size(), 2u);
  append(batches[0], batches[1]);
  EXPECT_EQ(batches[0].offsets, (std::vector<std::int64_t>{18, 20}));
}

// As one that follows a budget.
struct ChangingPolicy final : WindowPolicy {
  SteadyTime due(const WindowState& window) const override { return AdaptivePolicy(wait).due(window); }
  SteadyDuration memory() const override { return wait; }
  SteadyDuration wait = 3s;
};

TEST(Windows, RememberForAsLongAsThePolicyWantsByNow) {
  ChangingPolicy policy;
  Windows windows(policy, {});
  add(windows, kAda, message(), 1, kStart);
  EXPECT_EQ(windows.take_ready(kStart).size(), 1u);
  policy.wait = 60s;
  EXPECT_TRUE(windows.take_ready(kStart + 3s).empty());
  EXPECT_EQ(windows.next_deadline(), kStart + 60s);
  add(windows, kAda, message(), 2, kStart + 50s);
  EXPECT_TRUE(windows.take_ready(kStart + 60s).empty());
  policy.wait = 3s;
  add(windows, kAda, message(), 3, kStart + 61s);
  EXPECT_EQ(windows.take_ready(kStart + 61s).size(), 1u) << "a shorter wait is noticed with the next message";
  EXPECT_TRUE(windows.take_ready(kStart + 200s).empty());
  EXPECT_EQ(windows.next_deadline(), SteadyTime::max()) << "and everybody is forgotten in the end";
}

TEST(Windows, ABatchOfManyTinyMessagesIsReadyAtOnce) {
  const AnchoredPolicy policy(3s);
  Windows windows(policy, {.batch_messages_max = 3});
  for (std::int64_t offset = 1; offset <= 7; ++offset)
    add(windows, kAda, message(), offset, kStart);
  const auto batches = windows.take_ready(kStart);
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[0].messages.size(), 3u);
  EXPECT_EQ(batches[1].messages.size(), 3u);
}

TEST(LastPlaces, AreRememberedOfThoseHeardOfLately) {
  LastPlaces places(4);
  for (std::int64_t i = 1; i <= 20; ++i) {
    places.note(UserId{1}, i);
    places.note(UserId{100 + i}, i);
    EXPECT_LE(places.size(), 6u);
  }
  EXPECT_EQ(places.of(UserId{1}), 20);
  EXPECT_EQ(places.of(UserId{120}), 20);
  EXPECT_EQ(places.of(UserId{101}), std::nullopt);
}

// Poisson arrivals to many recipients, every policy: nothing lost, doubled or reordered; the promised wait
// holds.
struct Traffic {
  const WindowPolicy& policy;
  double messages_per_second;
  int recipients = 50;
  int messages = 20'000;

  std::size_t flushes = 0;
  SteadyDuration longest_wait{};

  void run() {
    Windows windows(policy, {});
    std::mt19937_64 random(7);
    std::exponential_distribution<double> gap(messages_per_second * recipients);
    std::map<UserId, std::vector<SharedMessage>> sent, received;
    std::map<const Message*, SteadyTime> sent_at;
    SteadyTime now = kStart;
    const auto take = [&](SteadyTime at) {
      for (auto& batch : windows.take_ready(at)) {
        ++flushes;
        for (auto& m : batch.messages) {
          longest_wait = std::max(longest_wait, at - sent_at.at(m.get()));
          received[*batch.reader()].push_back(m);
        }
      }
    };
    for (int i = 0; i < messages; ++i) {
      const SteadyTime next = now + std::chrono::nanoseconds(std::llround(gap(random) * 1e9));
      while (windows.next_deadline() <= next)
        take(windows.next_deadline());
      now = next;
      const UserId recipient{1 + static_cast<std::int64_t>(random() % recipients)};
      sent[recipient].push_back(message());
      sent_at[sent[recipient].back().get()] = now;
      add(windows, recipient, sent[recipient].back(), i + 1, now);
      take(now);
    }
    while (windows.next_deadline() != SteadyTime::max())
      take(windows.next_deadline());
    EXPECT_EQ(sent, received);
    EXPECT_EQ(windows.settled(), messages);
    EXPECT_EQ(windows.open(), 0u);
  }
};

TEST(WindowTraffic, AnchoredHoldsItsBoundAndItsFormula) {
  const AnchoredPolicy policy(3s);
  Traffic traffic{.policy = policy, .messages_per_second = 1};
  traffic.run();
  EXPECT_LE(traffic.longest_wait, 3s);
  EXPECT_NEAR(static_cast<double>(traffic.flushes) / traffic.messages, 1 / (1 + 1 * 3.0), 0.01);
}

TEST(WindowTraffic, LeadingHoldsItsBound) {
  const LeadingPolicy policy(3s);
  Traffic traffic{.policy = policy, .messages_per_second = 0.3};
  traffic.run();
  EXPECT_LE(traffic.longest_wait, 3s);
}

TEST(WindowTraffic, AdaptiveHoldsItsBoundAndItsFormula) {
  const AdaptivePolicy policy(3s);
  for (const double rate : {0.1, 0.3, 1.0, 3.0}) {
    Traffic traffic{.policy = policy, .messages_per_second = rate};
    traffic.run();
    EXPECT_LE(traffic.longest_wait, 3s);
    const double gathered = rate * 3;
    EXPECT_NEAR(static_cast<double>(traffic.flushes) / traffic.messages,
                1 / (1 + gathered * (1 - std::exp(-AdaptivePolicy::kQuietWaits * gathered))), 0.01)
        << rate;
  }
}

TEST(WindowTraffic, InactivityFollowsItsFormulaAndWaitsLong) {
  const InactivityPolicy policy(3s, 10);
  Traffic traffic{.policy = policy, .messages_per_second = 1};
  traffic.run();
  const double q = std::exp(-3.0);
  EXPECT_NEAR(static_cast<double>(traffic.flushes) / traffic.messages, q / (1 - std::pow(1 - q, 10)), 0.01);
  EXPECT_GT(traffic.longest_wait, 9s);
  EXPECT_LE(traffic.longest_wait, 27s);
}

struct DroppedUntil : testing::Test {
  const AdaptivePolicy policy{3s};
  Windows windows{policy, {}};

  // Somebody was written to just before, so that the next message waits.
  DroppedUntil() {
    add(windows, kAda, message(), 1, kStart);
    EXPECT_EQ(windows.take_ready(kStart).size(), 1u);
  }
};

TEST_F(DroppedUntil, NothingIsLeftOfAWindowWhoseMessagesHaveAllComeByAnotherWay) {
  add(windows, kAda, message(), 2, kStart + 1s);
  add(windows, kAda, message(), 3, kStart + 2s);
  EXPECT_EQ(windows.settled(), 1);
  EXPECT_EQ(windows.drop_until(kAda, 3, kStart + 2s).offsets, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(windows.open(), 0u);
  EXPECT_EQ(windows.settled(), 3);
  EXPECT_TRUE(windows.take_ready(kStart + 1h).empty());
}

TEST_F(DroppedUntil, TheNextBatchBeginsBehindWhatCameByAnotherWay) {
  add(windows, kAda, message(), 2, kStart + 1s);
  windows.drop_until(kAda, 2, kStart + 1s);
  add(windows, kAda, message(), 3, kStart + 2s);
  const auto batches = windows.take_ready(kStart + 5s);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].after, 2);
  EXPECT_EQ(batches[0].offsets, (std::vector<std::int64_t>{3}));
}

TEST_F(DroppedUntil, WhatIsNewerWaitsOn) {
  add(windows, kAda, message("one"), 2, kStart + 1s);
  add(windows, kAda, message("two"), 3, kStart + 2s);
  EXPECT_EQ(windows.drop_until(kAda, 2, kStart + 2s).messages.size(), 1u);
  EXPECT_EQ(windows.settled(), 1) << "the log is read again from where the window was opened";
  const auto batches = windows.take_ready(kStart + 4s);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].after, 2);
  EXPECT_EQ(batches[0].offsets, (std::vector<std::int64_t>{3}));
}

TEST_F(DroppedUntil, AConversationGoesOnAsIfItHadBeenWritten) {
  for (int i = 1; i <= 12; ++i) {
    add(windows, kAda, message(), 1 + i, kStart + i * 2s);
    EXPECT_TRUE(windows.take_ready(kStart + i * 2s).empty()) << "it is no quiet reader";
    windows.drop_until(kAda, 1 + i, kStart + i * 2s + 1s);
  }
  EXPECT_EQ(windows.settled(), 13);
}

TEST_F(DroppedUntil, NobodysMessagesAreOthers) {
  add(windows, kBob, message(), 2, kStart);
  windows.take_ready(kStart);
  add(windows, kBob, message(), 3, kStart + 1s);
  EXPECT_TRUE(windows.drop_until(kCem, 9, kStart + 1s).messages.empty());
  EXPECT_TRUE(windows.drop_until(kAda, 9, kStart + 1s).messages.empty());
  EXPECT_TRUE(windows.drop_until(kBob, 2, kStart + 1s).messages.empty());
  EXPECT_EQ(windows.take_ready(kStart + 4s).size(), 1u);
}

TEST_F(DroppedUntil, TheBytesThatLeftMakeRoom) {
  Windows small(policy, {.batch_bytes_max = 10});
  add(small, kAda, message(), 1, kStart);
  EXPECT_EQ(small.take_ready(kStart).size(), 1u);
  add(small, kAda, message("12345678"), 2, kStart + 1s);
  small.drop_until(kAda, 2, kStart + 1s);
  add(small, kAda, message("12345678"), 3, kStart + 1s);
  EXPECT_TRUE(small.take_ready(kStart + 1s).empty());
}

}  // namespace
}  // namespace caravan::domain
