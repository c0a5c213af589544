#include "runtime/pause_detector.hpp"

#include <gtest/gtest.h>

namespace caravan::runtime {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kDue{1h};

TEST(PauseDetectorTest, SeesNoneInARoundInTime) {
  PauseDetector pauses(1s);
  EXPECT_FALSE(pauses.saw_one(kDue, kDue));
  EXPECT_FALSE(pauses.saw_one(kDue, kDue + 1s));
}

TEST(PauseDetectorTest, SeesOneInALateRoundAndNeverTwiceInARow) {
  PauseDetector pauses(1s);
  EXPECT_TRUE(pauses.saw_one(kDue, kDue + 30s));
  EXPECT_FALSE(pauses.saw_one(kDue + 31s, kDue + 40s));
  EXPECT_TRUE(pauses.saw_one(kDue + 41s, kDue + 50s));
  EXPECT_FALSE(pauses.saw_one(kDue + 51s, kDue + 51s));
}

}  // namespace
}  // namespace caravan::runtime
