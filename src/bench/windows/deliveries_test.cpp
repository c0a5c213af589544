#include "bench/windows/deliveries.hpp"

#include <gtest/gtest.h>

#include "bench/windows/comparison.hpp"
#include "bench/windows/generated_trace.hpp"
#include "bench/windows/theory.hpp"

namespace caravan::bench::windows {
namespace {

using namespace std::chrono_literals;

Arrival arrival(std::chrono::nanoseconds at, std::uint32_t chat = 0, std::uint32_t sender = 0) {
  return {at, chat, sender, 20};
}

TEST(InboxDeliveries, WriteOneDocumentForAllChats) {
  const domain::AnchoredPolicy policy(3s);
  InboxDeliveries inbox(policy, {});
  inbox.add(arrival(1s, 1, 1));
  inbox.add(arrival(2s, 2, 2));
  const auto tally = inbox.finish();
  EXPECT_EQ(tally.messages, 2u);
  EXPECT_EQ(tally.operations.writes, 1u);
  EXPECT_EQ(tally.operations.reads, 1u);
  EXPECT_EQ(tally.operations.deletes, 0u);
  EXPECT_EQ(tally.operations.bytes_out, 2 * entry_bytes(20) + kDocumentBytesBesideEntries);
  EXPECT_EQ(tally.waits.max(), 3s);
}

TEST(InboxDeliveries, WriteNoMoreThanOnceInTheInterval) {
  const domain::InactivityPolicy at_once(0s, 1);
  InboxDeliveries inbox(at_once, {});
  for (int i = 1; i <= 21; ++i)
    inbox.add(arrival(i * 100ms));
  const auto tally = inbox.finish();
  EXPECT_EQ(tally.operations.writes, 4u) << "at 0.1, 1.1, 2.1 and 3.1 s";
  EXPECT_EQ(tally.waits.max(), 1s);
}

TEST(InboxDeliveries, SendTheWholeRingEachTime) {
  const domain::AnchoredPolicy policy(1s);
  InboxDeliveries inbox(
      policy, {.windows = {}, .write_interval = 1s, .ring = {.entries_bytes_max = 4096, .batches_max = 2}});
  for (int i = 1; i <= 3; ++i)
    inbox.add(arrival(i * 10s));
  const auto tally = inbox.finish();
  EXPECT_EQ(tally.operations.bytes_out, (1 + 2 + 2) * entry_bytes(20) + 3 * kDocumentBytesBesideEntries);
}

TEST(InboxDeliveries, LeaveToHistoryWhatHasNoRoom) {
  const domain::AnchoredPolicy policy(3s);
  InboxDeliveries inbox(policy, {.windows = {},
                                 .write_interval = 1s,
                                 .ring = {.entries_bytes_max = 2 * entry_bytes(20), .batches_max = 3}});
  for (int i = 1; i <= 10; ++i)
    inbox.add(arrival(i * 100ms));
  EXPECT_EQ(inbox.finish().to_history, 8u);
}

TEST(InboxDeliveries, WriteNothingOfWhatTheReaderFetchesWhenHeWrites) {
  const domain::AnchoredPolicy policy(3s);
  InboxDeliveries inbox(policy, {.windows = {}, .write_interval = 1s, .ring = {}, .fetch_interval = 1s});
  inbox.add(arrival(1s));
  inbox.write_own(domain::SteadyTime(2s));
  inbox.add(arrival(2500ms));
  inbox.write_own(domain::SteadyTime(2500ms + 1ns));
  inbox.add(arrival(4s));
  const auto tally = inbox.finish();
  EXPECT_EQ(tally.messages, 3u);
  EXPECT_EQ(tally.operations.writes, 1u) << "of the last one";
  EXPECT_EQ(tally.waits.max(), 3s);
}

TEST(InboxDeliveries, OfAReaderWhoNeverFetchesHisOwnMessagesChangeNothing) {
  const domain::AnchoredPolicy policy(3s);
  InboxDeliveries inbox(policy, {});
  inbox.add(arrival(1s));
  inbox.write_own(domain::SteadyTime(2s));
  EXPECT_EQ(inbox.finish().operations.writes, 1u);
}

TEST(DocumentDeliveries, WriteADocumentOfEachSenderAndChat) {
  const domain::InactivityPolicy policy(kBaselineSilence, kBaselineCount);
  DocumentDeliveries documents(policy, {});
  documents.add(arrival(1s, 1, 1));
  documents.add(arrival(2s, 1, 1));
  documents.add(arrival(2s + 1ns, 1, 2));
  documents.add(arrival(2s + 2ns, 2, 1));
  const auto tally = documents.finish();
  EXPECT_EQ(tally.operations.writes, 3u);
  EXPECT_EQ(tally.operations.reads, 3u);
  EXPECT_EQ(tally.operations.deletes, 3u);
  EXPECT_EQ(tally.waits.max(), 4s);
}

TEST(Deliveries, OfPoissonTrafficFollowTheFormulas) {
  for (const double rate : {0.3, 3.0}) {
    const domain::AdaptivePolicy policy(3s);
    InboxDeliveries inbox(policy, {.windows = {}, .write_interval = 0s, .ring = {}});
    PoissonTraffic traffic(1, rate, 20'000);
    while (const auto next = traffic.next())
      inbox.add(*next);
    const auto tally = inbox.finish();
    EXPECT_NEAR(static_cast<double>(tally.operations.writes) / 20'000, adaptive_writes(rate, 3s), 0.01);
  }
}

TEST(Comparison, IsTheSameForTheSameSeedAndCountsEveryMessageEveryWhere) {
  const GeneratedTrace trace{.seed = 7, .readers = 20, .length = 2min};
  const auto one = compare(trace, {});
  const auto other = compare(trace, {});
  ASSERT_EQ(one.readers.size(), kActiveChats.size() + 1);
  const auto& all = one.readers.back();
  EXPECT_GT(all.baseline.messages, 1000u);
  for (const auto* tally : {&all.one_write_per_message, &all.anchored, &all.adaptive, &all.equal_wait,
                            &all.with_sockets, &all.equal_wait_with_sockets})
    EXPECT_EQ(tally->messages, all.baseline.messages);
  EXPECT_EQ(all.one_write_per_message.operations.writes, all.baseline.messages);
  EXPECT_EQ(all.adaptive.operations, other.readers.back().adaptive.operations);
  EXPECT_LE(all.adaptive.waits.max(), 3s);
  EXPECT_LE(all.equal_wait.waits.max(), one.equal_window);
  for (const auto& kind : one.readers)
    EXPECT_LE(kind.equal_wait.waits.percentile(0.99), kind.baseline.waits.percentile(0.99)) << kind.who;
  EXPECT_LT(all.with_sockets.operations.writes, all.adaptive.operations.writes / 3);
}

}  // namespace
}  // namespace caravan::bench::windows
