#include "costs/prices.hpp"

#include <gtest/gtest.h>

namespace caravan::costs {
namespace {

TEST(Dollars, ArePricedByTheHundredThousandAndByTheGibibyte) {
  const Prices prices{.reads = 1, .writes = 2, .deletes = 4, .gib_out = 8};
  EXPECT_DOUBLE_EQ(dollars(prices, {}), 0);
  EXPECT_DOUBLE_EQ(dollars(prices, {.reads = 100'000}), 1);
  EXPECT_DOUBLE_EQ(dollars(prices, {.writes = 100'000}), 2);
  EXPECT_DOUBLE_EQ(dollars(prices, {.deletes = 50'000}), 2);
  EXPECT_DOUBLE_EQ(dollars(prices, {.bytes_out = 1 << 29}), 4);
  EXPECT_DOUBLE_EQ(
      dollars(prices, {.reads = 100'000, .writes = 100'000, .deletes = 100'000, .bytes_out = 1 << 30}), 15);
}

TEST(Operations, AddUpKindByKind) {
  Operations sum{.reads = 1, .writes = 2, .deletes = 3, .bytes_out = 4};
  sum += {.reads = 10, .writes = 20, .deletes = 30, .bytes_out = 40};
  EXPECT_EQ(sum, (Operations{.reads = 11, .writes = 22, .deletes = 33, .bytes_out = 44}));
}

}  // namespace
}  // namespace caravan::costs
