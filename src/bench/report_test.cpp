#include "bench/report.hpp"

#include <gmock/gmock.h>

namespace caravan::bench {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

Report live_report() {
  Report report{
      .options = {.kind = LoadKind::live, .target = {"127.0.0.1", 3000}, .length = 2s, .readers = 4}};
  report.latency.record(2ms);
  report.deliveries.emplace(Deliveries{.expected = 2});
  report.deliveries->latency.record(3ms);
  report.server.emplace(ServerUse{1ms, 1'000, 5'096, 9'000});
  return report;
}

TEST(Report, JsonHoldsEveryFigure) {
  EXPECT_EQ(
      to_json(live_report()),
      R"({"load":"live","target":"127.0.0.1:3000","in_flight":64,"users":32,"chats":32,"seconds":2,"operations":1,)"
      R"("rate_per_second":0.500,"latency_ms":{"p50":2.000,"p90":2.000,"p99":2.000,"max":2.000},"errors":{},)"
      R"("readers":4,"deliveries":{"expected":2,"seen":1,"latency_ms":{"p50":3.000,"p90":3.000,"p99":3.000,)"
      R"("max":3.000}},"server":{"cpu_ms_per_operation":1.000,"memory_bytes":{"before_readers":1000,)"
      R"("with_readers":5096,"at_end":9000}}})");
}

TEST(Report, ErrorsAreNamedByStatus) {
  Report report;
  report.errors = {{0, 1}, {429, 7}};
  EXPECT_THAT(to_json(report), HasSubstr(R"("errors":{"no answer":1,"429":7})"));
  EXPECT_THAT(to_table(report), HasSubstr("error: 429"));
  EXPECT_THAT(to_json(report), Not(HasSubstr("deliveries")));
}

TEST(Report, IsCleanWhenNothingFailedOrIsMissing) {
  Report report = live_report();
  EXPECT_FALSE(report.is_clean()) << "a delivery is missing";
  report.deliveries->latency.record(3ms);
  EXPECT_TRUE(report.is_clean());
  report.errors[503] = 1;
  EXPECT_FALSE(report.is_clean());
  EXPECT_FALSE(Report{}.is_clean()) << "nothing was done";
}

TEST(Report, TheTableShowsWhatAReaderCosts) {
  EXPECT_THAT(to_table(live_report()), HasSubstr("server memory a reader             1.00 KiB"));
}

}  // namespace
}  // namespace caravan::bench
