#include "adapters/cassandra/known_buckets.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace caravan::cassandra {
namespace {

const domain::ChatId kChat{domain::Uuid::v4(1, 1)};

std::int64_t up_to(std::int64_t time_s) {
  return last_key_at(domain::WallTime(std::chrono::seconds(time_s)));
}

std::int64_t key(std::int64_t start_s, std::size_t level = 0) {
  return Bucket{start_s, level}.key();
}

TEST(KnownBuckets, KnowsNothingOfAChatThatItNeverSaw) {
  KnownBuckets known(10);
  EXPECT_FALSE(known.last_segment(kChat, up_to(100)));
}

TEST(KnownBuckets, AnswersTheLastThatBeginsByThen) {
  KnownBuckets known(10);
  known.learn(kChat, {key(2 << 22), key(1 << 22)});
  EXPECT_FALSE(known.last_segment(kChat, up_to((1 << 22) - 1)));
  EXPECT_EQ(known.last_segment(kChat, up_to(1 << 22))->bucket, Bucket::from_key(key(1 << 22)));
  EXPECT_EQ(known.last_segment(kChat, up_to((2 << 22) - 1))->bucket, Bucket::from_key(key(1 << 22)));
  EXPECT_EQ(known.last_segment(kChat, up_to(9 << 22))->bucket, Bucket::from_key(key(2 << 22)));
}

TEST(KnownBuckets, TheFinestOfAStartStandsForIt) {
  KnownBuckets known(10);
  known.learn(kChat, {key(1 << 22)});
  known.learn(kChat, {key(1 << 22, 2), key(1 << 22, 1)});
  EXPECT_EQ(known.last_segment(kChat, up_to(1 << 22))->bucket, Bucket::from_key(key(1 << 22, 2)));
}

TEST(KnownBuckets, KeepsTheNewestOfAChat) {
  KnownBuckets known(10);
  std::vector<std::int64_t> keys;
  for (std::int64_t i = 1; i <= 100; ++i)
    keys.push_back(key(i << 22));
  known.learn(kChat, keys);
  EXPECT_TRUE(known.last_segment(kChat, up_to(std::int64_t{100} << 22)));
  EXPECT_FALSE(known.last_segment(kChat, up_to(std::int64_t{50} << 22)));
}

}  // namespace
}  // namespace caravan::cassandra
