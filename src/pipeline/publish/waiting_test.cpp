#include "pipeline/publish/waiting.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>
#include <string>

namespace caravan::publish {
namespace {

using namespace std::chrono_literals;

constexpr domain::UserId kAda{1}, kBob{2}, kCem{3};
const runtime::SteadyTime kStart{1h};

class NoRandom final : public runtime::Random {
 public:
  std::uint64_t next() override { return 0; }
};

domain::Batch batch(domain::UserId recipient, std::int64_t place, std::size_t body_bytes = 10) {
  auto message = std::make_shared<domain::Message>(domain::Message{.id = {},
                                                                   .chat = {},
                                                                   .from = {9},
                                                                   .to = {},
                                                                   .body = std::string(body_bytes, 'x'),
                                                                   .time = domain::TimeUuid::at({}, 1)});
  return {recipient, {std::move(message)}, {place}, place - 1};
}

struct WaitingTest : testing::Test {
  NoRandom random;
  // Tries after 100 ms, 200 ms and so on.
  Waiting waiting{
      {.under_way_max = 2, .reader_bytes_max = 25, .retry = {.first = 200ms}, .give_up_after = 1h}, random};
};

TEST_F(WaitingTest, GivesOutNoMoreThanMayBeUnderWay) {
  for (const auto recipient : {kAda, kBob, kCem})
    waiting.add(batch(recipient, 1), recipient.value, kStart);
  EXPECT_EQ(waiting.take_ready(kStart).size(), 2u);
  EXPECT_TRUE(waiting.take_ready(kStart).empty());
  EXPECT_EQ(waiting.next_deadline(), runtime::SteadyTime::max()) << "only an answer makes room";
  EXPECT_EQ(waiting.shown(kBob, kStart + 1ms), Verdict::shown);
  const auto next = waiting.take_ready(kStart + 1ms);
  ASSERT_EQ(next.size(), 1u);
  EXPECT_EQ(next[0].slot, Slot{kCem});
}

TEST_F(WaitingTest, GathersWhatComesWhileAWriteIsUnderWay) {
  waiting.add(batch(kAda, 1), 1, kStart);
  EXPECT_EQ(waiting.take_ready(kStart).size(), 1u);
  waiting.add(batch(kAda, 2), 2, kStart);
  waiting.add(batch(kAda, 3), 3, kStart);
  EXPECT_TRUE(waiting.take_ready(kStart + 5s).empty());
  EXPECT_EQ(waiting.settled(), 0);
  waiting.shown(kAda, kStart + 5s);
  EXPECT_EQ(waiting.settled(), 1);
  const auto next = waiting.take_ready(kStart + 5s);
  ASSERT_EQ(next.size(), 1u);
  EXPECT_EQ(next[0].batch.offsets, (std::vector<std::int64_t>{2, 3}));
}

TEST_F(WaitingTest, TriesAgainLaterAndLaterWithTheNewestState) {
  waiting.add(batch(kAda, 1), 1, kStart);
  waiting.take_ready(kStart);
  waiting.add(batch(kAda, 2), 2, kStart);
  EXPECT_EQ(waiting.failed(kAda, 0ms, kStart + 2s), Verdict::again);
  EXPECT_EQ(waiting.next_deadline(), kStart + 2s + 100ms);
  EXPECT_EQ(waiting.settled(), 0);
  const auto again = waiting.take_ready(kStart + 2s + 100ms);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].batch.offsets, (std::vector<std::int64_t>{1, 2}));
  waiting.failed(kAda, 30s, kStart + 4s);
  EXPECT_EQ(waiting.next_deadline(), kStart + 34s) << "not before the feed wants it";
  waiting.take_ready(kStart + 34s);
  waiting.shown(kAda, kStart + 34s);
  EXPECT_EQ(waiting.settled(), 2);
  EXPECT_EQ(waiting.bytes(), 0u);
}

TEST_F(WaitingTest, KeepsTheNewestOfARecipientForWhomTooMuchWaits) {
  waiting.add(batch(kAda, 1), 1, kStart);
  waiting.take_ready(kStart);
  for (std::int64_t place = 2; place <= 5; ++place)
    waiting.add(batch(kAda, place), place, kStart);
  EXPECT_EQ(waiting.left_to_history(), 2u);
  waiting.failed(kAda, 0ms, kStart);
  EXPECT_EQ(waiting.bytes(), 2 * (10 + Waiting::kBookkeeping));
  const auto again = waiting.take_ready(kStart + 1s);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].batch.offsets, (std::vector<std::int64_t>{4, 5}));
  EXPECT_EQ(again[0].batch.after, 3) << "the reader sees a gap";
}

TEST_F(WaitingTest, ShowsTheGapThatARefusalLeaves) {
  waiting.add(batch(kAda, 1), 1, kStart);
  waiting.take_ready(kStart);
  EXPECT_EQ(waiting.refused(kAda, kStart), Verdict::refused);
  EXPECT_EQ(waiting.settled(), 1);
  auto claims_to_be_whole = batch(kAda, 3);
  claims_to_be_whole.after = 0;
  waiting.add(claims_to_be_whole, 2, kStart);
  const auto next = waiting.take_ready(kStart + 1s);
  ASSERT_EQ(next.size(), 1u);
  EXPECT_EQ(next[0].batch.after, 1);
}

TEST_F(WaitingTest, GivesUpWhatFailsForTooLong) {
  waiting.add(batch(kAda, 1), 1, kStart);
  waiting.take_ready(kStart);
  EXPECT_EQ(waiting.failed(kAda, 0ms, kStart), Verdict::again);
  waiting.take_ready(kStart + 59min);
  EXPECT_EQ(waiting.failed(kAda, 0ms, kStart + 59min), Verdict::again);
  waiting.take_ready(kStart + 61min);
  EXPECT_EQ(waiting.failed(kAda, 0ms, kStart + 61min), Verdict::refused);
  EXPECT_TRUE(waiting.idle());
}

TEST_F(WaitingTest, ForgetsARecipientWhenHisPaceNoLongerMatters) {
  waiting.add(batch(kAda, 1), 1, kStart);
  waiting.take_ready(kStart);
  waiting.shown(kAda, kStart);
  EXPECT_EQ(waiting.slots(), 1u);
  EXPECT_EQ(waiting.next_deadline(), kStart + 1s);
  EXPECT_TRUE(waiting.take_ready(kStart + 1s).empty());
  EXPECT_EQ(waiting.slots(), 0u);
  EXPECT_EQ(waiting.next_deadline(), runtime::SteadyTime::max());
}

domain::Batch of_stream(std::int64_t place, std::size_t body_bytes = 10) {
  auto made = batch(kAda, place, body_bytes);
  made.key = domain::Stream{{}, kAda};
  return made;
}

TEST_F(WaitingTest, BatchesOfAStreamStayApartAndNeedNoPace) {
  waiting.add(of_stream(1), 1, kStart);
  waiting.add(of_stream(2), 2, kStart);
  const auto both = waiting.take_ready(kStart);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].batch.offsets, (std::vector<std::int64_t>{1}));
  EXPECT_EQ(waiting.failed(both[0].slot, 0ms, kStart), Verdict::again);
  EXPECT_EQ(waiting.shown(both[1].slot, kStart), Verdict::shown);
  EXPECT_EQ(waiting.settled(), 0) << "the first one is not shown";
  const auto again = waiting.take_ready(kStart + 1s);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].batch.offsets, (std::vector<std::int64_t>{1}));
  waiting.shown(again[0].slot, kStart + 1s);
  EXPECT_EQ(waiting.settled(), 2);
}

TEST(WaitingBytes, BoundWhatIsUnderWay) {
  NoRandom random;
  Waiting waiting{{.under_way_max = 100, .under_way_bytes_max = 1'000}, random};
  for (std::int64_t place = 1; place <= 5; ++place)
    waiting.add(of_stream(place, 300), place, kStart);
  const auto first = waiting.take_ready(kStart);
  EXPECT_EQ(first.size(), 2u) << "1,112 bytes with what each takes beside its body";
  EXPECT_EQ(waiting.next_deadline(), runtime::SteadyTime::max());
  waiting.shown(first[0].slot, kStart);
  EXPECT_EQ(waiting.take_ready(kStart).size(), 1u);
  EXPECT_EQ(waiting.under_way(), 2u);
}

TEST(WaitingBytes, OneLargeBatchGoesAlone) {
  NoRandom random;
  Waiting waiting{{.under_way_bytes_max = 1'000}, random};
  waiting.add(of_stream(1, 5'000), 1, kStart);
  waiting.add(of_stream(2), 2, kStart);
  EXPECT_EQ(waiting.take_ready(kStart).size(), 1u);
}

TEST(WaitingBytes, CountWhatTinyMessagesTake) {
  NoRandom random;
  Waiting waiting{{.bytes_max = 10'000}, random};
  std::int64_t place = 0;
  for (; !waiting.full(); ++place)
    waiting.add(of_stream(place + 1, 1), place + 1, kStart);
  EXPECT_EQ(place, 39);
}

TEST_F(WaitingTest, NothingIsLeftOutOfABatchOfAStream) {
  waiting.add(of_stream(1, 1000), 1, kStart);
  EXPECT_EQ(waiting.left_to_history(), 0u);
  const auto ready = waiting.take_ready(kStart);
  ASSERT_EQ(ready.size(), 1u);
  EXPECT_EQ(waiting.refused(ready[0].slot, kStart), Verdict::refused);
  EXPECT_EQ(waiting.settled(), 1);
  EXPECT_EQ(waiting.bytes(), 0u);
}

// Random traffic and outcomes: nothing lost that was not refused, the pace holds, everything settles.
TEST(WaitingTraffic, LosesNothingKeepsThePaceAndSettles) {
  std::mt19937_64 dice(11);
  NoRandom random;
  Waiting waiting{{.under_way_max = 8, .reader_bytes_max = 1 << 20, .retry = {.first = 50ms, .longest = 2s}},
                  random};
  std::map<domain::UserId, std::int64_t> last;
  std::map<Slot, std::set<std::int64_t>> missing;
  std::map<Slot, runtime::SteadyTime> written;
  std::vector<Waiting::Ready> under_way;
  auto now = kStart;
  ports::Offset offset = 0;
  const auto answer_one = [&] {
    const auto which = under_way.begin() + static_cast<std::ptrdiff_t>(dice() % under_way.size());
    if (dice() % 3 == 0) {
      waiting.failed(which->slot, 0ms, now);
    } else {
      for (const auto place : which->batch.offsets)
        missing[which->slot].erase(place);
      waiting.shown(which->slot, now);
    }
    under_way.erase(which);
  };
  const auto start_ready = [&] {
    for (auto& ready : waiting.take_ready(now)) {
      const auto [before, first] = written.try_emplace(ready.slot, now);
      EXPECT_TRUE(first || now - before->second >= 1s);
      before->second = now;
      under_way.push_back(std::move(ready));
    }
  };
  for (int i = 0; i < 50'000; ++i) {
    now += std::chrono::milliseconds(dice() % 40);
    const domain::UserId recipient{1 + static_cast<std::int64_t>(dice() % 30)};
    const auto place = ++last[recipient];
    missing[recipient].insert(place);
    waiting.add(batch(recipient, place), ++offset, now);
    start_ready();
    if (!under_way.empty() && dice() % 2 == 0) answer_one();
  }
  while (!waiting.idle()) {
    now += 100ms;
    start_ready();
    if (!under_way.empty()) answer_one();
  }
  for (const auto& [slot, places] : missing)
    EXPECT_TRUE(places.empty());
  EXPECT_EQ(waiting.settled(), offset);
  EXPECT_EQ(waiting.bytes(), 0u);
  EXPECT_EQ(waiting.under_way(), 0u);
}

}  // namespace
}  // namespace caravan::publish
