#include "observe/log.hpp"

#include <gtest/gtest.h>
#include <limits>

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

}  // namespace
}  // namespace caravan::observe
