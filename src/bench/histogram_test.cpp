#include "bench/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace caravan::bench {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, IsZeroWhenEmpty) {
  const Histogram histogram;
  EXPECT_EQ(histogram.percentile(0.99), 0ns);
  EXPECT_EQ(histogram.max(), 0ns);
}

TEST(Histogram, SmallValuesAreExact) {
  Histogram histogram;
  for (int value = 1; value <= 100; ++value)
    histogram.record(std::chrono::nanoseconds(value));
  EXPECT_EQ(histogram.percentile(0.5), 50ns);
  EXPECT_EQ(histogram.percentile(1), 100ns);
  EXPECT_EQ(histogram.percentile(0), 1ns);
  EXPECT_EQ(histogram.count(), 100U);
}

TEST(Histogram, APercentileIsAtMostASixtyFourthAboveTheTrueOne) {
  std::mt19937_64 random(7);
  std::lognormal_distribution<double> milliseconds(1, 2);
  Histogram histogram;
  std::vector<std::chrono::nanoseconds> values;
  for (int n = 0; n < 10'000; ++n) {
    values.emplace_back(static_cast<std::int64_t>(milliseconds(random) * 1e6));
    histogram.record(values.back());
  }
  std::sort(values.begin(), values.end());
  for (const double share : {0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto exact = values[static_cast<std::size_t>(std::ceil(share * 10'000)) - 1];
    EXPECT_GE(histogram.percentile(share), exact) << share;
    EXPECT_LE(histogram.percentile(share), exact + exact / 64 + 1ns) << share;
  }
  EXPECT_EQ(histogram.max(), values.back());
}

TEST(Histogram, ValuesOutsideItsRangeCountAtItsEnds) {
  Histogram histogram;
  histogram.record(-5ms);
  EXPECT_EQ(histogram.percentile(1), 0ns);
  histogram.record(50h);
  EXPECT_EQ(histogram.max(), 1h);
  EXPECT_EQ(histogram.percentile(1), 1h);
}

}  // namespace
}  // namespace caravan::bench
