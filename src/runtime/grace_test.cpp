#include "runtime/grace.hpp"

#include <gtest/gtest.h>

namespace caravan::runtime {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kDue{1h};

TEST(GraceTest, ARoundInTimeIsNotForgiven) {
  Grace grace(1s);
  EXPECT_FALSE(grace.forgives(kDue, kDue));
  EXPECT_FALSE(grace.forgives(kDue, kDue + 1s));
}

TEST(GraceTest, ALateRoundIsForgivenOnceInARow) {
  Grace grace(1s);
  EXPECT_TRUE(grace.forgives(kDue, kDue + 30s));
  EXPECT_FALSE(grace.forgives(kDue + 31s, kDue + 40s));
  EXPECT_TRUE(grace.forgives(kDue + 41s, kDue + 50s));
  EXPECT_FALSE(grace.forgives(kDue + 51s, kDue + 51s));
}

}  // namespace
}  // namespace caravan::runtime
