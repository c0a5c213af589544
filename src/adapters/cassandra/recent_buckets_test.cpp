#include "adapters/cassandra/recent_buckets.hpp"

#include <gtest/gtest.h>

namespace caravan::cassandra {
namespace {

domain::ChatId chat(std::uint64_t number) {
  return domain::ChatId{domain::Uuid::v4(number, number)};
}

bool is_known(RecentBuckets& recent, std::uint64_t number) {
  return recent.of(chat(number)).is_registered(Bucket{});
}

void remember(RecentBuckets& recent, std::uint64_t number) {
  recent.of(chat(number)).place({}, 1, 100);
  recent.of(chat(number)).set_registered(Bucket{});
}

TEST(RecentBuckets, ForgetsTheChatThatWasUsedLongestAgo) {
  RecentBuckets recent(2);
  remember(recent, 1);
  remember(recent, 2);
  EXPECT_TRUE(is_known(recent, 1));
  remember(recent, 3);
  EXPECT_TRUE(is_known(recent, 3));
  EXPECT_TRUE(is_known(recent, 1));
  EXPECT_FALSE(is_known(recent, 2));
}

}  // namespace
}  // namespace caravan::cassandra
