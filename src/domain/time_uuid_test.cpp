#include "domain/time_uuid.hpp"

#include <gtest/gtest.h>

namespace caravan::domain {
namespace {

using namespace std::chrono;

TEST(TimeUuid, KeepsItsInstant) {
  const WallTime instant{sys_days{2026y / January / 31} + 8h + 15min + 30s + TimeUuidTicks(1'234'567)};
  const auto time = TimeUuid::at(instant, 42);
  EXPECT_EQ(time.instant(), instant);
  EXPECT_EQ(time.to_iso(), "2026-01-31T08:15:30.123456");
  EXPECT_EQ(TimeUuid::parse(time.to_string()), time);
}

TEST(TimeUuid, ReadsThePublishedExampleOfRfc9562) {
  const auto time = TimeUuid::parse("C232AB00-9414-11EC-B3C8-9F6BDECED846");
  ASSERT_TRUE(time);
  EXPECT_EQ(time->to_iso(), "2022-02-22T19:22:22.000000");
}

TEST(TimeUuid, RefusesOtherVersionsAndMalformedText) {
  EXPECT_FALSE(TimeUuid::parse("919108f7-52d1-4320-9bac-f847db4148a8"));
  EXPECT_FALSE(TimeUuid::parse("c232ab00-9414-11ec-b3c8-9f6bdeced84"));
  EXPECT_FALSE(TimeUuid::parse("c232ab00-9414-11ec-b3c8-9f6bdeced8g6"));
  EXPECT_FALSE(TimeUuid::parse("c232ab00x9414-11ec-b3c8-9f6bdeced846"));
  EXPECT_FALSE(TimeUuid::parse(""));
}

TEST(TimeUuid, OrdersByInstantThoughItsBytesDoNot) {
  // The last tick before the low field, which comes first in the bytes, wraps to zero.
  const WallTime early{TimeUuidTicks(0xffffffff - 0x13814000)}, late = early + TimeUuidTicks(1);
  EXPECT_LT(TimeUuid::at(early, 1), TimeUuid::at(late, 1));
  EXPECT_GT(TimeUuid::at(early, 1).uuid(), TimeUuid::at(late, 1).uuid());
}

TEST(TimeUuidSequence, GrowsWhenTheClockStandsStillOrGoesBack) {
  TimeUuidSequence sequence(7);
  const WallTime now{hours(500'000)};
  const auto first = sequence.next(now), second = sequence.next(now), third = sequence.next(now - 1h);
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  EXPECT_EQ(sequence.next(now + 1h).instant(), now + 1h);
}

TEST(TimeUuidSequence, GoesOnAboveWhatOthersHaveTaken) {
  TimeUuidSequence sequence(7);
  const WallTime now{hours(500'000)};
  sequence.pass(now + 2s);
  sequence.pass(now + 1s);
  EXPECT_GT(sequence.next(now).instant(), now + 2s);
}

TEST(TimeUuidSequence, StartsAboveWhatTheStoreAlreadyHolds) {
  const WallTime stored{hours(500'000)};
  TimeUuidSequence sequence(7, stored);
  EXPECT_GT(sequence.next(stored - 5min).instant(), stored);
}

}  // namespace
}  // namespace caravan::domain
