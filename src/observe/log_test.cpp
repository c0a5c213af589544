#include "observe/log.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <string>

namespace caravan::observe {
namespace {

TEST(Log, WritesOneJsonObjectWithTypedFields) {
  EXPECT_EQ(format_line("2026-01-31T08:15:30.000000Z", Level::warn, "accept.refused",
                        {{"message_id", "m"}, {"bytes", 12}, {"seconds", 0.5}, {"retry", true}}),
            R"({"time":"2026-01-31T08:15:30.000000Z","level":"warn","event":"accept.refused",)"
            R"("message_id":"m","bytes":12,"seconds":0.5,"retry":true})");
}

TEST(Log, EscapesWhatWouldBreakTheLine) {
  EXPECT_EQ(format_line("t", Level::info, "e", {{"text", "a\"b\nc"}}),
            R"({"time":"t","level":"info","event":"e","text":"a\"b\nc"})");
}

TEST(Log, WritesNullForWhatJsonCannotSay) {
  EXPECT_EQ(format_line("t", Level::info, "e", {{"ratio", std::numeric_limits<double>::infinity()}}),
            R"({"time":"t","level":"info","event":"e","ratio":null})");
}

// As an id, which is text only when somebody reads it.
struct Counted {
  std::string to_string() const {
    ++*printed;
    return "counted";
  }
  int* printed;
};

TEST(Log, MakesNoTextForALineThatIsDropped) {
  int printed = 0;
  const Counted value{&printed};
  testing::internal::CaptureStderr();
  log(Level::debug, "e", {{"value", value}});
  EXPECT_EQ(printed, 0);
  log(Level::info, "e", {{"value", value}});
  EXPECT_EQ(printed, 1);
  const auto lines = testing::internal::GetCapturedStderr();
  EXPECT_NE(lines.find(R"("event":"e","value":"counted"})"), std::string::npos) << lines;
  EXPECT_EQ(std::ranges::count(lines, '\n'), 1);
}

}  // namespace
}  // namespace caravan::observe
