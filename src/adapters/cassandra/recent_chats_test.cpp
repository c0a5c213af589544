#include "adapters/cassandra/recent_chats.hpp"

#include <gtest/gtest.h>

namespace caravan::cassandra {
namespace {

domain::ChatId chat(std::uint64_t number) {
  return domain::ChatId{domain::Uuid::v4(number, number)};
}

TEST(RecentChats, ForgetsTheChatThatWasUsedLongestAgo) {
  RecentChats<int> recent(2);
  recent.of(chat(1)) = 10;
  recent.of(chat(2)) = 20;
  EXPECT_EQ(recent.of(chat(1)), 10);
  recent.of(chat(3)) = 30;
  EXPECT_EQ(recent.of(chat(3)), 30);
  EXPECT_EQ(recent.of(chat(1)), 10);
  EXPECT_EQ(recent.find(chat(2)), nullptr);
}

TEST(RecentChats, ToFindAChatIsToUseIt) {
  RecentChats<int> recent(2);
  recent.of(chat(1)) = 10;
  recent.of(chat(2)) = 20;
  ASSERT_NE(recent.find(chat(1)), nullptr);
  recent.of(chat(3));
  EXPECT_NE(recent.find(chat(1)), nullptr);
  EXPECT_EQ(recent.find(chat(2)), nullptr);
}

TEST(RecentChats, ToLookForAChatDoesNotRememberIt) {
  RecentChats<int> recent(1);
  recent.of(chat(1)) = 10;
  EXPECT_EQ(recent.find(chat(2)), nullptr);
  EXPECT_NE(recent.find(chat(1)), nullptr);
}

}  // namespace
}  // namespace caravan::cassandra
