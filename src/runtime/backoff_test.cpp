#include "runtime/backoff.hpp"

#include <gtest/gtest.h>

namespace caravan::runtime {
namespace {

using namespace std::chrono_literals;

struct FixedRandom final : Random {
  std::uint64_t bits = 0;
  std::uint64_t next() override { return bits; }
};

TEST(Backoff, DoublesUpToItsLongestWaitAndStartsAnewAfterReset) {
  FixedRandom random;
  Backoff backoff({.first = 100ms, .longest = 300ms}, random);
  EXPECT_EQ(backoff.next(), 50ms);
  EXPECT_EQ(backoff.next(), 100ms);
  EXPECT_EQ(backoff.next(), 150ms);
  EXPECT_EQ(backoff.next(), 150ms);
  backoff.reset();
  EXPECT_EQ(backoff.next(), 50ms);
}

TEST(Backoff, NeverWaitsLongerThanItsCeiling) {
  FixedRandom random;
  Backoff backoff({.first = 100ms, .longest = 100ms}, random);
  for (random.bits = 0; random.bits < 200; ++random.bits) {
    const auto wait = backoff.next();
    EXPECT_GE(wait, 50ms);
    EXPECT_LE(wait, 100ms);
  }
}

}  // namespace
}  // namespace caravan::runtime
