#include "costs/bill_text.hpp"

#include <gmock/gmock.h>

#include "costs/meter.hpp"
#include "costs/metered_feed.hpp"
#include "costs/text_table.hpp"
#include "runtime/manual_clock.hpp"

namespace caravan::costs {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(BillText, ReadsWhatTheMeterTells) {
  runtime::ManualClock clock;
  observe::Metrics metrics;
  metrics.counter("caravan_other_total", "of another part").Increment(7);
  Meter meter({.prices = {.free_reads = 0, .free_writes = 0}, .layout = "inbox", .documents = {}},
              wall_time(clock), metrics);
  domain::Batch batch{.key = domain::UserId{2}};
  batch.messages.push_back(std::make_shared<const domain::Message>(
      domain::Message{{}, {}, {1}, {}, "hello", domain::TimeUuid::at(wall_time(clock), 0)}));
  meter.note_show(batch,
                  {.outcome = {}, .cost = {.reads = 1, .writes = 1, .bytes_out = 700, .first_touches = 1}},
                  wall_time(clock));

  const auto bill = parse_bill(metrics.expose());
  ASSERT_TRUE(bill);
  EXPECT_EQ(bill->messages, 1u);
  EXPECT_EQ(bill->lines.size(), kCauses.size());
  EXPECT_EQ(bill->total().operations, meter.report().total());
  EXPECT_NEAR(bill->total().dollars, dollars(meter.options().prices, meter.report().total()), 1e-12);
  EXPECT_NEAR(bill->dollars_after_free_tier, meter.report().dollars_after_free_tier, 1e-12);
  ASSERT_EQ(bill->instead.size(), 2u);
  EXPECT_EQ(bill->instead[0].cost.operations.writes, 1u);

  const auto table = to_table(*bill);
  EXPECT_THAT(table, HasSubstr("1 messages shown"));
  EXPECT_THAT(table, HasSubstr("layout   cause                          writes  reads  deletes  sent out"));
  EXPECT_THAT(table, HasSubstr("instead  10 messages or 3 s of silence"));
}

TEST(BillText, FindsNoBillWhereThereIsNone) {
  EXPECT_FALSE(parse_bill(""));
  EXPECT_FALSE(parse_bill("# TYPE caravan_cost_messages_total counter\ncaravan_http_requests_total 5\n"));
}

TEST(BillText, PutsReplaysSideBySide) {
  Curve::Point point{.rule = Curve::Rule::window, .layout = Layout::inbox, .window = 2s, .outcome = {}};
  point.outcome.operations = {.reads = 5, .writes = 5};
  point.outcome.waits.add(1500ms);
  const auto table = to_table({point}, 20, Prices{});
  EXPECT_EQ(table,
            "layout  rule               writes/1000  reads/1000  $/million  p50 wait  p99 wait  longest\n"
            "inbox   windows of 2.00 s        250.0       250.0      $0.30    1.50 s    1.50 s   1.50 s\n");
}

TEST(Dollars, KeepTwoDigitsHoweverSmall) {
  EXPECT_EQ(text_of_dollars(0), "$0");
  EXPECT_EQ(text_of_dollars(0.0000012), "$0.0000012");
  EXPECT_EQ(text_of_dollars(0.5), "$0.50");
  EXPECT_EQ(text_of_dollars(12.346), "$12.35");
}

}  // namespace
}  // namespace caravan::costs
