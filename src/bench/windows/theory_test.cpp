#include "bench/windows/theory.hpp"

#include <gtest/gtest.h>

namespace caravan::bench::windows {
namespace {

using namespace std::chrono_literals;

TEST(Theory, OfASteadyTrickleAndOfACrowd) {
  EXPECT_DOUBLE_EQ(anchored_writes(1, 3s), 0.25);
  EXPECT_NEAR(inactivity_writes(1, 3s, 10), 0.124, 0.001);
  EXPECT_NEAR(inactivity_writes(3, 3s, 10), 0.100, 0.001);
  EXPECT_NEAR(adaptive_writes(0.001, 3s), 1, 0.001) << "whoever comes alone leaves alone";
  EXPECT_NEAR(adaptive_writes(100, 3s), anchored_writes(100, 3s), 1e-6);
}

TEST(Theory, FindsTheWaitThatWritesSoOften) {
  EXPECT_NEAR(anchored_wait(0.3, anchored_writes(0.3, 5s)).count(), 5, 1e-9);
}

}  // namespace
}  // namespace caravan::bench::windows
