#include "runtime/lru_cache.hpp"

#include <gtest/gtest.h>

namespace caravan::runtime {
namespace {

TEST(LruCache, ForgetsWhatWasUsedLongestAgo) {
  LruCache<int, int> recent(2);
  recent.of(1) = 10;
  recent.of(2) = 20;
  EXPECT_EQ(recent.of(1), 10);
  recent.of(3) = 30;
  EXPECT_EQ(recent.of(3), 30);
  EXPECT_EQ(recent.of(1), 10);
  EXPECT_EQ(recent.find(2), nullptr);
}

TEST(LruCache, ToFindAKeyIsToUseIt) {
  LruCache<int, int> recent(2);
  recent.of(1) = 10;
  recent.of(2) = 20;
  ASSERT_NE(recent.find(1), nullptr);
  recent.of(3);
  EXPECT_NE(recent.find(1), nullptr);
  EXPECT_EQ(recent.find(2), nullptr);
}

TEST(LruCache, ToLookForAKeyDoesNotRememberIt) {
  LruCache<int, int> recent(1);
  recent.of(1) = 10;
  EXPECT_EQ(recent.find(2), nullptr);
  EXPECT_NE(recent.find(1), nullptr);
}

}  // namespace
}  // namespace caravan::runtime
