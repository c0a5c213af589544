#include "costs/replay.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <random>

#include "costs/curve.hpp"

namespace caravan::costs {
namespace {

using namespace std::chrono_literals;
using domain::AnchoredPolicy;
using domain::InactivityPolicy;
using domain::LeadingPolicy;

constexpr domain::WallTime kStart{std::chrono::hours(24 * 365 * 56)};
const auto kChat = domain::ChatId{*domain::Uuid::parse("00000000-0000-4000-8000-000000000001")};

Arrival at(std::chrono::milliseconds time, std::int64_t reader = 2, std::int64_t sender = 1,
           std::uint32_t bytes = 50) {
  return {kStart + time, domain::UserId{reader}, kChat, domain::UserId{sender}, bytes};
}

Outcome run(Layout layout, const domain::WindowPolicy& policy, const std::vector<Arrival>& arrivals,
            const ReplayOptions& options = {}) {
  const auto replay = replay_of(layout, policy, options);
  for (const auto& arrival : arrivals)
    replay->add(arrival);
  return replay->finish();
}

std::vector<Arrival> poisson(double rate, int count) {
  std::mt19937_64 random(7);
  std::exponential_distribution<double> pause(rate);
  std::vector<Arrival> arrivals;
  double seconds = 0;
  for (int i = 0; i < count; ++i) {
    seconds += pause(random);
    arrivals.push_back(at(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1'000))));
  }
  return arrivals;
}

TEST(InboxReplay, WritesOnceAWindowWhateverIsInIt) {
  const auto outcome = run(Layout::inbox, AnchoredPolicy(3s), {at(0ms), at(1s), at(2'900ms, 2, 3), at(10s)});
  EXPECT_EQ(outcome.operations.writes, 2u);
  EXPECT_EQ(outcome.operations.reads, 2u);
  EXPECT_EQ(outcome.operations.deletes, 0u);
  EXPECT_EQ(outcome.waits.count(), 4u);
  EXPECT_EQ(outcome.waits.longest(), 3s);
}

TEST(InboxReplay, HasAWindowForEachReader) {
  EXPECT_EQ(run(Layout::inbox, AnchoredPolicy(3s), {at(0ms, 2), at(0ms, 3)}).operations.writes, 2u);
}

TEST(InboxReplay, CountsWhatEveryListenerIsSent) {
  const auto one = run(Layout::inbox, AnchoredPolicy(3s), {at(0ms)}).operations;
  const auto two = run(Layout::inbox, AnchoredPolicy(3s), {at(0ms)}, {.listeners = 2}).operations;
  EXPECT_EQ(two.reads, 2 * one.reads);
  EXPECT_EQ(two.bytes_out, 2 * one.bytes_out);
  EXPECT_EQ(two.writes, one.writes);
}

TEST(InboxReplay, SendsTheLastBatchesWithEveryWriteUpToALimit) {
  ReplayOptions options{.batches_max = 2, .inbox_entry_bytes = 0, .document_bytes = 0};
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 4; ++i)
    arrivals.push_back(at(10s * i, 2, 1, 100));
  EXPECT_EQ(run(Layout::inbox, AnchoredPolicy(1s), arrivals, options).operations.bytes_out, 700u)
      << "100 + 200 + 200 + 200";
  options.entries_bytes_max = 150;
  EXPECT_EQ(run(Layout::inbox, AnchoredPolicy(1s), arrivals, options).operations.bytes_out, 550u);
}

TEST(InboxReplay, WritesADocumentOnceAnIntervalAtMost) {
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 100; ++i)
    arrivals.push_back(at(100ms * i));
  const auto outcome = run(Layout::inbox, AnchoredPolicy(0s), arrivals);
  EXPECT_EQ(outcome.operations.writes, 11u) << "at 0, 1, ..., 10 s";
  EXPECT_EQ(outcome.waits.count(), 100u);
  EXPECT_EQ(outcome.waits.longest(), 1s);
}

TEST(InboxReplay, FollowsTheFormulaOverPoissonTraffic) {
  for (const double rate : {0.3, 1.0, 3.0}) {
    const auto arrivals = poisson(rate, 50'000);
    const auto writes = run(Layout::inbox, AnchoredPolicy(3s), arrivals).operations.writes;
    EXPECT_NEAR(static_cast<double>(writes) / 50'000, 1 / (1 + 3 * rate), 0.01) << rate;
  }
}

TEST(InboxReplay, RemembersTheLastFlushForThePoliciesThatAsk) {
  const auto outcome = run(Layout::inbox, LeadingPolicy(5s), {at(0ms), at(2s), at(20s)});
  EXPECT_EQ(outcome.operations.writes, 3u);
  EXPECT_EQ(outcome.waits.longest(), 3s) << "the second one waits until five seconds are over";
}

TEST(BatchesReplay, HasAWindowForEachSenderAndChat) {
  const auto outcome = run(Layout::batches, AnchoredPolicy(3s), {at(0ms, 2, 1), at(1s, 2, 1), at(2s, 2, 3)});
  EXPECT_EQ(outcome.operations.writes, 2u);
  EXPECT_EQ(outcome.operations.reads, 2u);
  EXPECT_EQ(outcome.waits.longest(), 3s);
}

TEST(BatchesReplay, WritesAMessageOnceAndHasItReadByEveryMember) {
  for (const auto wait : {3s, 0s}) {
    const auto outcome = run(Layout::batches, AnchoredPolicy(wait), {at(0ms, 2), at(0ms, 3), at(0ms, 4)});
    EXPECT_EQ(outcome.operations.writes, 1u) << wait.count();
    EXPECT_EQ(outcome.operations.reads, 3u) << wait.count();
    EXPECT_EQ(outcome.waits.count(), 3u) << wait.count();
  }
}

TEST(BatchesReplay, FollowsTheFormulaOfInactivityWindows) {
  const double rate = 1, quiet = std::exp(-3 * rate);
  const auto outcome = run(Layout::batches, InactivityPolicy(3s, 10), poisson(rate, 50'000));
  EXPECT_NEAR(static_cast<double>(outcome.operations.writes) / 50'000, quiet / (1 - std::pow(1 - quiet, 10)),
              0.01);
  EXPECT_GT(outcome.waits.quantile(0.99), 9s);
}

TEST(Curve, ComparesEveryWindowInBothLayoutsAndTheBaselines) {
  Curve curve([](auto window) { return std::make_unique<AnchoredPolicy>(window); }, {0ms, 2s}, {});
  for (const auto& arrival : {at(0ms), at(500ms), at(60s)})
    curve.add(arrival);
  const auto points = curve.finish();
  ASSERT_EQ(points.size(), 6u);
  const auto writes = [&](std::size_t point) { return points[point].outcome.operations.writes; };
  EXPECT_EQ(points[0].layout, Layout::inbox);
  EXPECT_EQ(*points[1].window, 2s);
  EXPECT_EQ(writes(0), 3u);
  EXPECT_EQ(writes(1), 2u);
  EXPECT_EQ(points[2].layout, Layout::batches);
  EXPECT_EQ(writes(2), 3u);
  EXPECT_EQ(writes(3), 2u);
  EXPECT_EQ(points[4].rule, Curve::Rule::one_write_per_message);
  EXPECT_EQ(writes(4), 3u);
  EXPECT_EQ(points[5].rule, Curve::Rule::inactivity);
  EXPECT_EQ(writes(5), 2u);
}

}  // namespace
}  // namespace caravan::costs
