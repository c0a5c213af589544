#include "guard/limiter.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

namespace caravan::guard {
namespace {

using namespace std::chrono_literals;

constexpr Rate kRate{2, 20s};
constexpr runtime::SteadyTime kStart(1h);

TEST(Limiter, CountsEachKeyForItself) {
  Limiter<std::string> limiter(kRate, 1000);
  EXPECT_EQ(limiter.take("a", kStart), std::nullopt);
  EXPECT_EQ(limiter.take("a", kStart), std::nullopt);
  EXPECT_EQ(limiter.take("a", kStart), 10s);
  EXPECT_EQ(limiter.take("b", kStart), std::nullopt);
  limiter.put_back("a");
  EXPECT_EQ(limiter.take("a", kStart), std::nullopt);
  EXPECT_EQ(limiter.size(), 2u);
}

TEST(Limiter, ForgetsNobodyByTakingBackWhatItNeverGave) {
  Limiter<std::string> limiter(kRate, 1000);
  limiter.put_back("never seen");
  EXPECT_EQ(limiter.size(), 0u);
}

TEST(Limiter, HoldsABoundedNumberOfKeys) {
  constexpr std::size_t keys_max = 1600;
  Limiter<int> limiter(kRate, keys_max);
  for (int key = 0; key < 100'000; ++key)
    EXPECT_EQ(limiter.take(key, kStart + std::chrono::nanoseconds(key)), std::nullopt);
  EXPECT_LE(limiter.size(), keys_max);
  EXPECT_GE(limiter.size(), keys_max * 3 / 4);
}

TEST(Limiter, DropsFullBucketsBeforeAnyOther) {
  constexpr std::size_t keys_max = 1600;
  Limiter<int> limiter(kRate, keys_max);
  for (int key = 0; key < 800; ++key)
    limiter.take(key, kStart);
  const auto when_those_are_full = kStart + 10s;
  constexpr int kept = -1;
  limiter.take(kept, when_those_are_full);
  limiter.take(kept, when_those_are_full);
  for (int key = 1000; key < 1600; ++key)
    limiter.take(key, when_those_are_full);
  EXPECT_EQ(limiter.take(kept, when_those_are_full), 10s);
}

TEST(Limiter, DropsTheEmptiestBucketsLast) {
  constexpr std::size_t keys_max = 1600;
  Limiter<int> limiter(kRate, keys_max);
  constexpr int spent = -1;
  limiter.take(spent, kStart);
  limiter.take(spent, kStart);
  for (int key = 0; key < 100'000; ++key)
    limiter.take(key, kStart);
  EXPECT_EQ(limiter.take(spent, kStart), 10s);
}

TEST(Limiter, NeverGivesMoreThanTheBurstToSeveralThreads) {
  Limiter<int> limiter(Rate{1000, 1h}, 1600);
  std::atomic<int> taken = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i)
        if (!limiter.take(7, kStart)) ++taken;
    });
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(taken, 1000);
}

}  // namespace
}  // namespace caravan::guard
