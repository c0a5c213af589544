#include "adapters/firestore/write_rate.hpp"

#include <gtest/gtest.h>

namespace caravan::firestore {
namespace {

using namespace std::chrono_literals;

class WriteRateTest : public testing::Test {
 protected:
  // Writes that get through from now on, if each comes as soon as it may.
  int written_within(std::chrono::milliseconds time) {
    const auto end = now_ + time;
    int written = 0;
    while (now_ < end) {
      const auto again = rate_.take(now_, 1);
      if (again)
        now_ = *again;
      else
        ++written;
    }
    return written;
  }

  WriteRate::Time now_{1h};
  WriteRate rate_{{.first_per_s = 100, .growth = 1.5, .period = 10s, .highest_per_s = 300}, now_};
};

TEST_F(WriteRateTest, ASecondsWorthGoesAtOnceAndTheRestAtTheRate) {
  EXPECT_NEAR(written_within(2s), 300, 2);
  EXPECT_NEAR(written_within(2s), 200, 2);
}

TEST_F(WriteRateTest, AnIdleTimeSavesUpASecondsWorthOnly) {
  written_within(1s);
  now_ += 5s;
  EXPECT_NEAR(written_within(1s), 200, 2);
}

TEST_F(WriteRateTest, ALargeGroupGoesAndThoseBehindItPay) {
  EXPECT_FALSE(rate_.take(now_, 300));
  const auto again = rate_.take(now_, 1);
  ASSERT_TRUE(again);
  EXPECT_NEAR(std::chrono::duration<double>(*again - now_).count(), 2.01, 0.001);
  EXPECT_FALSE(rate_.take(*again, 1));
}

TEST_F(WriteRateTest, BusyPeriodsMakeItGrowUpToItsHighest) {
  written_within(10s);
  EXPECT_NEAR(written_within(10s), 1'500, 5);
  written_within(10s);
  written_within(10s);
  written_within(10s);
  EXPECT_EQ(rate_.per_s(), 300);
}

TEST_F(WriteRateTest, AnExhaustedServiceHalvesItAndItComesBackBitByBit) {
  WriteRate rate({.first_per_s = 100, .lowest_per_s = 20, .recovery = 10s}, now_);
  rate.exhausted(now_);
  EXPECT_EQ(rate.per_s(), 50);
  rate.exhausted(now_);
  EXPECT_EQ(rate.per_s(), 50) << "what was under way is told the same";
  now_ += 1s;
  rate.exhausted(now_);
  EXPECT_EQ(rate.per_s(), 30) << "half of what it had come back to";
  now_ += 1s;
  rate.exhausted(now_);
  EXPECT_EQ(rate.per_s(), 20) << "not below its lowest";
  now_ += 4s;
  rate.take(now_, 1);
  EXPECT_EQ(rate.per_s(), 60);
  now_ += 10s;
  rate.take(now_, 1);
  EXPECT_EQ(rate.per_s(), 100);
}

TEST_F(WriteRateTest, QuietPeriodsDoNot) {
  for (int i = 0; i < 100; ++i) {
    now_ += 1s;
    EXPECT_FALSE(rate_.take(now_, 10));
  }
  EXPECT_EQ(rate_.per_s(), 100);
}

}  // namespace
}  // namespace caravan::firestore
