#include "costs/waits.hpp"

#include <gtest/gtest.h>

namespace caravan::costs {
namespace {

using namespace std::chrono_literals;

TEST(Waits, KnowQuantilesToAFifthAndTheLongestExactly) {
  Waits waits;
  for (int ms = 1; ms <= 1'000; ++ms)
    waits.add(std::chrono::milliseconds(ms));
  EXPECT_EQ(waits.count(), 1'000u);
  EXPECT_EQ(waits.longest(), 1s);
  EXPECT_GE(waits.quantile(0.5), 500ms);
  EXPECT_LE(waits.quantile(0.5), 600ms);
  EXPECT_GE(waits.quantile(0.99), 990ms);
  EXPECT_LE(waits.quantile(0.99), 1s);
}

TEST(Waits, OfNothingAreNone) {
  EXPECT_EQ(Waits().quantile(0.99), 0s);
  EXPECT_EQ(Waits().longest(), 0s);
}

TEST(Waits, NeverExceedTheLongestOne) {
  Waits waits;
  waits.add(3s);
  EXPECT_EQ(waits.quantile(0.5), 3s);
  waits.add(24h);  // in the last bucket, which has no end
  EXPECT_EQ(waits.quantile(1), 24h);
}

TEST(Waits, AreNotNegativeWhenAClockWentBack) {
  Waits waits;
  waits.add(-1s);
  EXPECT_EQ(waits.quantile(1), 0s);
}

TEST(Waits, AddUp) {
  Waits few, many;
  few.add(10s);
  for (int i = 0; i < 99; ++i)
    many.add(1ms);
  few += many;
  EXPECT_EQ(few.count(), 100u);
  EXPECT_LE(few.quantile(0.99), 1ms);
  EXPECT_EQ(few.longest(), 10s);
}

}  // namespace
}  // namespace caravan::costs
