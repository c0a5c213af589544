#include "costs/series.hpp"

#include <gmock/gmock.h>

namespace caravan::costs {
namespace {

using namespace std::chrono;

constexpr domain::WallTime kNoon = sys_days(2026y / January / 30) + 12h;

TEST(Series, JoinsWhatLiesInOneInterval) {
  Series series(1min, 60);
  series.at(kNoon).operations.writes += 1;
  series.at(kNoon + 59s).operations.writes += 2;
  series.at(kNoon + 60s).dollars += 0.5;
  const auto joined = series.joined(kNoon, kNoon + 2min, 1min);
  ASSERT_EQ(joined.size(), 3u);
  EXPECT_EQ(joined[0].begin, kNoon);
  EXPECT_EQ(joined[0].operations.writes, 3u);
  EXPECT_EQ(joined[1].dollars, 0.5);
  EXPECT_EQ(joined[2].begin, kNoon + 2min) << "empty, but there";
}

TEST(Series, JoinsIntervalsToLongerOnes) {
  Series series(1min, 60);
  for (int minute = 0; minute < 30; ++minute) {
    auto& interval = series.at(kNoon + minutes(minute));
    interval.operations.reads += 1;
    interval.waits.add(seconds(minute));
  }
  const auto joined = series.joined(kNoon + 7min, kNoon + 29min, 15min);
  ASSERT_EQ(joined.size(), 2u);
  EXPECT_EQ(joined[0].begin, kNoon);
  EXPECT_EQ(joined[0].operations.reads, 15u);
  EXPECT_EQ(joined[1].waits.longest(), 29s);
}

TEST(Series, ForgetsTheOldestWhenItIsFull) {
  Series series(1min, 3);
  for (int minute = 0; minute < 5; ++minute)
    series.at(kNoon + minutes(minute)).operations.writes += 1;
  const auto joined = series.joined(kNoon, kNoon + 4min, 1min);
  ASSERT_EQ(joined.size(), 5u);
  for (std::size_t minute = 0; minute < 5; ++minute)
    EXPECT_EQ(joined[minute].operations.writes, minute < 2 ? 0u : 1u) << minute;
}

TEST(Series, AddsToTheNewestIntervalWhenTheClockWentBack) {
  Series series(1min, 60);
  series.at(kNoon).operations.writes += 1;
  series.at(kNoon - 1h).operations.writes += 1;
  EXPECT_EQ(series.joined(kNoon, kNoon, 1min).front().operations.writes, 2u);
}

}  // namespace
}  // namespace caravan::costs
