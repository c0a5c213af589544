#include "domain/message.hpp"

#include <gtest/gtest.h>

namespace caravan::domain {
namespace {

using namespace std::chrono_literals;

TEST(MessageTest, ItsAgeNeverFallsBelowZeroWhenTheWallClockGoesBack) {
  const std::chrono::system_clock::time_point now(std::chrono::hours(24 * 365 * 56));
  const auto stored = TimeUuid::at(std::chrono::floor<TimeUuidTicks>(now), 0);
  EXPECT_EQ(age_seconds(stored, now + 2s), 2);
  EXPECT_EQ(age_seconds(stored, now), 0);
  EXPECT_EQ(age_seconds(stored, now - 1h), 0);
}

}  // namespace
}  // namespace caravan::domain
