#include "token_cache.hpp"

#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

namespace auth_validator {
namespace {

constexpr std::size_t kTokensMax = 320;

std::size_t remembered(TokenCache& cache, int tokens) {
  std::size_t count = 0;
  for (int i = 0; i < tokens; ++i)
    count += cache.find(TokenCache::digest(std::to_string(i))).has_value();
  return count;
}

TEST(TokenCache, FindsWhatWasRememberedUnderItsToken) {
  TokenCache cache(kTokensMax);
  const Identity ada{"1", std::chrono::system_clock::time_point(std::chrono::hours(5))};
  cache.remember(TokenCache::digest("a"), ada);
  const auto found = cache.find(TokenCache::digest("a"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->user_id, "1");
  EXPECT_EQ(found->expires_at, ada.expires_at);
  EXPECT_FALSE(cache.find(TokenCache::digest("b")));
}

TEST(TokenCache, NeverHoldsMoreThanItsMost) {
  TokenCache cache(kTokensMax);
  for (int i = 0; i < 10'000; ++i)
    cache.remember(TokenCache::digest(std::to_string(i)), {"1", {}});
  const std::size_t count = remembered(cache, 10'000);
  EXPECT_LE(count, kTokensMax);
  EXPECT_GE(count, kTokensMax / 4);
}

TEST(TokenCache, KeepsWhatIsStillAskedFor) {
  TokenCache cache(kTokensMax);
  const auto in_use = TokenCache::digest("in use");
  cache.remember(in_use, {"1", {}});
  for (int i = 0; i < 10'000; ++i) {
    cache.remember(TokenCache::digest(std::to_string(i)), {"2", {}});
    ASSERT_TRUE(cache.find(in_use)) << i;
  }
}

TEST(TokenCache, ServesSeveralThreads) {
  TokenCache cache(kTokensMax);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&cache] {
      for (int i = 0; i < 5'000; ++i) {
        const auto digest = TokenCache::digest(std::to_string(i % 400));
        if (!cache.find(digest)) cache.remember(digest, {std::to_string(i % 400), {}});
      }
    });
  for (auto& thread : threads)
    thread.join();
  for (int i = 0; i < 400; ++i)
    if (const auto found = cache.find(TokenCache::digest(std::to_string(i)))) {
      EXPECT_EQ(found->user_id, std::to_string(i));
    }
}

}  // namespace
}  // namespace auth_validator
