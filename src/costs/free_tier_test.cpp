#include "costs/free_tier.hpp"

#include <gtest/gtest.h>

namespace caravan::costs {
namespace {

using namespace std::chrono;

constexpr Prices kPrices{.reads = 1,
                         .writes = 2,
                         .deletes = 4,
                         .gib_out = 8,
                         .free_reads = 100'000,
                         .free_writes = 100'000,
                         .free_deletes = 0,
                         .free_gib_out = 1};
constexpr domain::WallTime kMorning = sys_days(2026y / January / 30) + 8h;

TEST(FreeTier, ChargesWhatIsAboveADaysShareOfEachKind) {
  FreeTier tier(kPrices);
  EXPECT_DOUBLE_EQ(tier.charge({.reads = 60'000}, kMorning), 0);
  EXPECT_DOUBLE_EQ(tier.charge({.reads = 60'000}, kMorning), 0.2) << "20,000 above";
  EXPECT_DOUBLE_EQ(tier.charge({.writes = 100'000}, kMorning), 0) << "writes have a share of their own";
  EXPECT_DOUBLE_EQ(tier.charge({.writes = 50'000}, kMorning), 1);
  EXPECT_DOUBLE_EQ(tier.charge({.deletes = 100'000}, kMorning), 4) << "none are free";
}

TEST(FreeTier, BeginsAnewEachDay) {
  FreeTier tier(kPrices);
  EXPECT_DOUBLE_EQ(tier.charge({.reads = 200'000}, kMorning), 1);
  EXPECT_DOUBLE_EQ(tier.charge({.reads = 100'000}, kMorning + days(1)), 0);
}

TEST(FreeTier, LetsBytesGoOutFreelyOnceAMonth) {
  FreeTier tier(kPrices);
  constexpr std::uint64_t gib = 1 << 30;
  EXPECT_DOUBLE_EQ(tier.charge({.bytes_out = gib}, kMorning), 0);
  EXPECT_DOUBLE_EQ(tier.charge({.bytes_out = gib}, kMorning + days(1)), 8) << "the 31st";
  EXPECT_DOUBLE_EQ(tier.charge({.bytes_out = gib}, kMorning + days(2)), 0) << "another month";
}

}  // namespace
}  // namespace caravan::costs
