#include "wire/cost_bodies.hpp"

#include <gtest/gtest.h>

namespace caravan::wire {
namespace {

TEST(CostReport, IsOneObject) {
  CostReport report;
  report.feed = "firestore";
  report.layout = "inbox";
  report.policy = "anchored";
  report.window_seconds = 3;
  report.prices.reads = 0.03;
  report.since = 1'800'000'000;
  report.messages = 2;
  report.total = {.reads = 1, .writes = 2, .deletes = 3, .bytes_out = 4, .dollars = 1.5e-06};
  report.causes = {{"delivery", {.writes = 2}}};
  report.waits = {1, 2.5, 3};
  report.step_seconds = 60;
  report.series = {{.begin = 1'800'000'000}, {.begin = 1'800'000'060}};
  const std::string nothing = R"({"reads":0,"writes":0,"deletes":0,"bytes_out":0,"dollars":0})";
  EXPECT_EQ(
      encode(report),
      R"({"feed":"firestore","layout":"inbox","policy":"anchored","window_seconds":3,"listeners_per_reader":1,)"
      R"("prices":{"reads":0.03,"writes":0,"deletes":0,"gib_out":0,"free_reads":0,"free_writes":0,)"
      R"("free_deletes":0,"free_gib_out":0},"since":1800000000,"messages":2,)"
      R"("total":{"reads":1,"writes":2,"deletes":3,"bytes_out":4,"dollars":1.5e-06},)"
      R"("dollars_after_free_tier":0,"causes":[{"cause":"delivery",)"
      R"("operations":{"reads":0,"writes":2,"deletes":0,"bytes_out":0,"dollars":0}}],)"
      R"("one_write_per_message":)" +
          nothing + R"(,"inactivity":)" + nothing +
          R"(,"waits":{"median":1,"p99":2.5,"longest":3},"step_seconds":60,)"
          R"("series":[{"begin":1800000000,"messages":0,"operations":)" +
          nothing +
          R"(,"one_write_per_message_dollars":0,"inactivity_dollars":0,"waits":null},)"
          R"({"begin":1800000060,"messages":0,"operations":)" +
          nothing + R"(,"one_write_per_message_dollars":0,"inactivity_dollars":0,"waits":null}]})");
}

TEST(CostCurve, HasAPointForEachWindowAndEachBaseline) {
  EXPECT_EQ(encode(CostCurve{}), R"({"messages":0,"from":0,"to":0,"points":[]})");
  const CostCurve curve{.messages = 1,
                        .from = 5,
                        .to = 6,
                        .points = {{"window", "inbox", 0.25, {.writes = 1, .dollars = 0.5}, {}},
                                   {"inactivity", "batches", {}, {}, CostWaits{1, 1, 1}}}};
  EXPECT_EQ(encode(curve), R"({"messages":1,"from":5,"to":6,"points":[)"
                           R"({"rule":"window","layout":"inbox","window_seconds":0.25,"operations":)"
                           R"({"reads":0,"writes":1,"deletes":0,"bytes_out":0,"dollars":0.5},"waits":null},)"
                           R"({"rule":"inactivity","layout":"batches","window_seconds":null,"operations":)"
                           R"({"reads":0,"writes":0,"deletes":0,"bytes_out":0,"dollars":0},)"
                           R"("waits":{"median":1,"p99":1,"longest":1}}]})");
}

}  // namespace
}  // namespace caravan::wire
