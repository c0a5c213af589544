#include "bench/windows/recorded_trace.hpp"

#include <gtest/gtest.h>

namespace caravan::bench::windows {
namespace {

using namespace std::chrono_literals;

const std::string kHeader = "time_us,chat,sender,recipient,bytes\n";

std::string reason(const std::string& text) {
  const auto parsed = parse_trace(text);
  const auto* const bad = std::get_if<BadTrace>(&parsed);
  return bad ? bad->reason : "taken";
}

TEST(RecordedTrace, KeepsTheOrderOfEachReader) {
  const auto parsed = parse_trace(kHeader + "1000,7,1,2,30\n1000,7,1,2,31\n2000,8,2,1,32\n");
  const auto* const trace = std::get_if<RecordedTrace>(&parsed);
  ASSERT_TRUE(trace);
  ASSERT_EQ(trace->readers.size(), 2u);
  RecordedTraffic first(trace->readers[0]);
  EXPECT_EQ(first.next()->body_bytes, 32u);
  EXPECT_FALSE(first.next());
  RecordedTraffic second(trace->readers[1]);
  const auto one = second.next(), other = second.next();
  EXPECT_EQ(one->at, 1ms);
  EXPECT_GT(other->at, one->at) << "no two arrivals of a reader are at the same time";
}

TEST(RecordedTrace, SaysWhichLineIsWrong) {
  EXPECT_EQ(reason("1,2,3,4,5\n"), "line 1: must be time_us,chat,sender,recipient,bytes");
  for (const auto* line :
       {"1,2,3,4", "1,2,3,4,5,6", "a,2,3,4,5", "-1,2,3,4,5", "1,5000,3,4,5", "1,2,3,4,99999999", ""})
    EXPECT_EQ(reason(kHeader + line + "\n"),
              "line 2: must be five numbers between commas, within their bounds")
        << line;
  EXPECT_EQ(reason(kHeader + "2,1,1,1,1\n1,1,1,1,1\n"), "line 3: times must not fall");
  EXPECT_EQ(reason(kHeader), "it holds no message");
}

}  // namespace
}  // namespace caravan::bench::windows
