#include "costs/meter.hpp"

#include <gmock/gmock.h>

#include "costs/metered_feed.hpp"
#include "runtime/manual_clock.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::costs {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr Prices kPrices{.reads = 1'000,
                         .writes = 2'000,
                         .deletes = 0,
                         .gib_out = 0,
                         .free_reads = 0,
                         .free_writes = 2,
                         .free_deletes = 0,
                         .free_gib_out = 0};

class AnsweringFeed final : public ports::Feed, public ports::FeedSessions {
 public:
  ports::Task<ports::FeedAnswer> show(domain::Batch) override { co_return answer; }
  ports::Task<ports::Result<void>> end(domain::UserId, std::int64_t) override { co_return ended; }

  ports::FeedAnswer answer;
  ports::Result<void> ended;
};

class MeterTest : public testing::Test {
 protected:
  // A batch for `reader` of messages that are as old as said.
  domain::Batch batch(std::int64_t reader, const std::vector<std::chrono::milliseconds>& ages) {
    domain::Batch made{.key = domain::UserId{reader}};
    for (const auto age : ages)
      made.messages.push_back(std::make_shared<const domain::Message>(
          domain::Message{{}, {}, {1}, {}, "hello", domain::TimeUuid::at(wall_time(clock) - age, 0)}));
    return made;
  }
  void show(domain::Batch batch, ports::FeedCost cost, bool shown = true) {
    inner.answer = {.outcome = {}, .cost = cost};
    if (!shown) inner.answer.outcome = ports::Error{ports::Errc::unavailable, ""};
    (void)runtime::run_to_end(feed.show(std::move(batch)));
  }
  Operations of(Cause cause) const { return meter.report().causes[static_cast<std::size_t>(cause)]; }

  runtime::ManualClock clock;
  observe::Metrics metrics;
  Meter meter{
      {.prices = kPrices, .layout = "inbox", .documents = {}, .arrivals_max = 3}, wall_time(clock), metrics};
  AnsweringFeed inner;
  MeteredFeed feed{inner, meter, clock};
  MeteredSessions sessions{inner, meter, clock};
};

TEST_F(MeterTest, InfersWhatListenersReadFromWhatWasWritten) {
  show(batch(2, {1s}), {.writes = 1, .bytes_out = 700});
  EXPECT_EQ(of(Cause::delivery), (Operations{.writes = 1}));
  EXPECT_EQ(of(Cause::listener), (Operations{.reads = 1, .bytes_out = 700}));
  EXPECT_EQ(meter.report().total(), (Operations{.reads = 1, .writes = 1, .bytes_out = 700}));
}

TEST_F(MeterTest, EverybodyInAChatReadsWhatIsShownToAllOfThem) {
  auto shown = batch(2, {1s});
  shown.key = domain::Stream{{}, {1}};
  inner.answer = {
      .outcome = {},
      .cost =
          {.reads = 1, .writes = 2, .deletes = 1, .bytes_out = 700, .first_touches = 1, .unseen_writes = 1},
      .readers = {{1}, {2}, {3}}};
  (void)runtime::run_to_end(feed.show(std::move(shown)));
  EXPECT_EQ(of(Cause::delivery), (Operations{.writes = 1, .deletes = 1}));
  EXPECT_EQ(of(Cause::listener), (Operations{.reads = 3, .bytes_out = 2100}));
  EXPECT_EQ(of(Cause::first_touch), (Operations{.reads = 1, .writes = 1}));
  EXPECT_EQ(meter.report().messages, 2u) << "who wrote it is no reader of it";
}

TEST_F(MeterTest, TellsCausesApart) {
  show(batch(2, {1s}), {.reads = 3, .writes = 3, .bytes_out = 700, .first_touches = 1, .vain_writes = 2});
  EXPECT_EQ(of(Cause::delivery), (Operations{.writes = 1}));
  EXPECT_EQ(of(Cause::first_touch), (Operations{.reads = 1}));
  EXPECT_EQ(of(Cause::retry), (Operations{.reads = 2, .writes = 2}));
  EXPECT_EQ(of(Cause::listener), (Operations{.reads = 1, .bytes_out = 700}));
}

TEST_F(MeterTest, CountsWhatFailedButNotItsMessages) {
  show(batch(2, {1s, 2s}), {.writes = 1, .vain_writes = 1}, false);
  EXPECT_EQ(of(Cause::retry), (Operations{.writes = 1}));
  EXPECT_EQ(meter.report().messages, 0u);
  EXPECT_EQ(meter.report().one_write_per_message, Operations{});
}

TEST_F(MeterTest, CountsEndsOfSessionsThatMayHaveBeenWritten) {
  (void)runtime::run_to_end(sessions.end({2}, 1));
  inner.ended = ports::Error{ports::Errc::uncertain, ""};
  (void)runtime::run_to_end(sessions.end({2}, 1));
  inner.ended = ports::Error{ports::Errc::unavailable, ""};
  (void)runtime::run_to_end(sessions.end({2}, 1));
  EXPECT_EQ(of(Cause::session), (Operations{.reads = 2, .writes = 2}));
}

TEST_F(MeterTest, ComparesWithWhatOtherWaysOfWritingWouldHaveCost) {
  show(batch(2, {4s, 3'500ms, 100ms}), {.writes = 1});
  const auto report = meter.report();
  EXPECT_EQ(report.messages, 3u);
  EXPECT_EQ(report.one_write_per_message.writes, 3u);
  EXPECT_EQ(report.one_write_per_message.reads, 3u);
  EXPECT_EQ(report.inactivity.writes, 2u) << "three seconds of silence lie between";
  EXPECT_EQ(report.inactivity.reads, 2u);
}

TEST_F(MeterTest, TakesAMessageToAGroupForOneWriteOfThoseWays) {
  const auto to_bob = batch(2, {1s});
  auto to_cem = to_bob;
  to_cem.key = domain::UserId{3};
  show(to_bob, {.writes = 1});
  show(to_cem, {.writes = 1});
  const auto report = meter.report();
  EXPECT_EQ(report.messages, 2u);
  EXPECT_EQ(report.one_write_per_message.writes, 1u);
  EXPECT_EQ(report.one_write_per_message.reads, 2u);
  EXPECT_EQ(report.inactivity.writes, 1u);
  EXPECT_EQ(report.inactivity.reads, 2u);
}

TEST_F(MeterTest, KnowsHowLongMessagesWaited) {
  show(batch(2, {3s, 1s}), {.writes = 1});
  EXPECT_EQ(meter.report().waits.count(), 2u);
  EXPECT_EQ(meter.report().waits.longest(), 3s);
}

TEST_F(MeterTest, PricesWithAndWithoutWhatIsFree) {
  for (int i = 0; i < 3; ++i)
    show(batch(2, {1s}), {.writes = 1});
  const auto report = meter.report();
  EXPECT_DOUBLE_EQ(dollars(kPrices, report.total()), 3 * 0.03);
  EXPECT_DOUBLE_EQ(report.dollars_after_free_tier, 0.03 + 0.02) << "two writes are free";
}

TEST_F(MeterTest, KeepsASeriesThatBeginsWithTheProcess) {
  show(batch(2, {1s}), {.writes = 1, .bytes_out = 700});
  clock.advance(1min);
  show(batch(2, {2s}), {.writes = 1, .bytes_out = 700});
  const auto minutes = meter.series(Span::hour, wall_time(clock));
  ASSERT_EQ(minutes.size(), 2u);
  EXPECT_EQ(minutes[1].operations, (Operations{.reads = 1, .writes = 1, .bytes_out = 700}));
  EXPECT_DOUBLE_EQ(minutes[1].dollars, 0.03);
  EXPECT_DOUBLE_EQ(minutes[1].one_write_per_message_dollars, 0.03);
  EXPECT_EQ(minutes[1].waits.longest(), 2s);
  EXPECT_EQ(meter.series(Span::day, wall_time(clock)).size(), 1u);
  clock.advance(24h * 40);
  EXPECT_EQ(meter.series(Span::hour, wall_time(clock)).size(), 60u);
  EXPECT_EQ(meter.series(Span::day, wall_time(clock)).size(), 96u);
  EXPECT_EQ(meter.series(Span::month, wall_time(clock)).size(), 124u);
}

TEST_F(MeterTest, KeepsTheLatestArrivalsForReplays) {
  show(batch(2, {5s, 4s, 3s, 2s}), {.writes = 1});
  const auto kept = meter.arrivals();
  ASSERT_EQ(kept.size(), 3u);
  EXPECT_EQ(kept.front().time, wall_time(clock) - 4s);
  EXPECT_EQ(kept.front().recipient, domain::UserId{2});
  EXPECT_EQ(kept.front().bytes, 5u);
}

TEST_F(MeterTest, TellsPrometheus) {
  show(batch(2, {1s}), {.reads = 1, .writes = 1, .bytes_out = 700, .first_touches = 1});
  const auto text = metrics.expose();
  for (const auto* line : {
           R"(caravan_cost_operations_total{cause="delivery",kind="write",layout="inbox"} 1)",
           R"(caravan_cost_operations_total{cause="first_touch",kind="read",layout="inbox"} 1)",
           R"(caravan_cost_bytes_out_total{cause="listener",layout="inbox"} 700)",
           R"(caravan_cost_dollars_total{cause="delivery",layout="inbox"} 0.02)",
           R"(caravan_cost_instead_operations_total{kind="write",layout="one_write_per_message"} 1)",
           R"(caravan_cost_instead_dollars_total{layout="inactivity"} 0.03)",
           R"(caravan_cost_dollars_after_free_tier_total 0.02)",
           R"(caravan_cost_messages_total 1)",
       })
    EXPECT_THAT(text, HasSubstr(line));
}

}  // namespace
}  // namespace caravan::costs
