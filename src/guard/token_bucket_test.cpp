#include "guard/token_bucket.hpp"

#include <gtest/gtest.h>

namespace caravan::guard {
namespace {

using namespace std::chrono_literals;

constexpr Rate kRate{3, 30s};
constexpr runtime::SteadyTime kStart(1h);

TEST(TokenBucket, GivesItsBurstAndThenSaysHowLongToWait) {
  TokenBucket bucket;
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(bucket.take(kRate, kStart), std::nullopt);
  EXPECT_EQ(bucket.take(kRate, kStart), 10s);
  EXPECT_EQ(bucket.take(kRate, kStart + 4s), 6s);
  EXPECT_EQ(bucket.take(kRate, kStart + 10s), std::nullopt);
  EXPECT_EQ(bucket.take(kRate, kStart + 10s), 10s);
}

TEST(TokenBucket, NeverHoldsMoreThanItsBurst) {
  TokenBucket bucket;
  EXPECT_EQ(bucket.take(kRate, kStart), std::nullopt);
  const auto much_later = kStart + 24h;
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(bucket.take(kRate, much_later), std::nullopt);
  EXPECT_EQ(bucket.take(kRate, much_later), 10s);
}

TEST(TokenBucket, TakesATokenBack) {
  TokenBucket bucket;
  for (int i = 0; i < 3; ++i)
    bucket.take(kRate, kStart);
  bucket.put_back(kRate);
  EXPECT_EQ(bucket.take(kRate, kStart), std::nullopt);
  EXPECT_EQ(bucket.take(kRate, kStart), 10s);
}

TEST(TokenBucket, IsFullAgainWhenEveryTokenHasComeBack) {
  TokenBucket bucket;
  EXPECT_LE(bucket.full_at(), kStart);
  bucket.take(kRate, kStart);
  bucket.take(kRate, kStart);
  EXPECT_EQ(bucket.full_at(), kStart + 20s);
}

}  // namespace
}  // namespace caravan::guard
