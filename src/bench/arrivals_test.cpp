#include "bench/arrivals.hpp"

#include <gtest/gtest.h>

namespace caravan::bench {
namespace {

using namespace std::chrono_literals;

TEST(Arrivals, EvenOnesKeepTheirDistance) {
  Arrivals arrivals(ArrivalKind::even, 100, 1);
  for (int n = 1; n <= 1'000; ++n)
    EXPECT_NEAR(static_cast<double>(arrivals.next().count()), n * 1e7, 1);
}

TEST(Arrivals, PoissonOnesHaveTheMeanAndTheSpreadOfAnExponential) {
  constexpr int count = 100'000;
  Arrivals arrivals(ArrivalKind::poisson, 1'000, 7);
  std::chrono::nanoseconds previous{0};
  double square_sum = 0;
  int longer_than_mean = 0;
  for (int n = 0; n < count; ++n) {
    const auto next = arrivals.next();
    ASSERT_GE(next, previous);
    const double gap = static_cast<double>((next - previous).count()) / 1e6;  // in units of the mean, 1 ms
    square_sum += gap * gap;
    longer_than_mean += gap > 1;
    previous = next;
  }
  EXPECT_NEAR(static_cast<double>(previous.count()) / 1e6 / count, 1, 0.02);
  EXPECT_NEAR(square_sum / count, 2, 0.1);
  EXPECT_NEAR(static_cast<double>(longer_than_mean) / count, 0.3679, 0.01);
}

TEST(Arrivals, ASeedRepeatsItsTimes) {
  Arrivals one(ArrivalKind::poisson, 50, 3), same(ArrivalKind::poisson, 50, 3),
      other(ArrivalKind::poisson, 50, 4);
  const auto first = one.next();
  EXPECT_EQ(first, same.next());
  EXPECT_NE(first, other.next());
}

}  // namespace
}  // namespace caravan::bench
