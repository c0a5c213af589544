#include "adapters/firestore/known_inboxes.hpp"

#include <gtest/gtest.h>

namespace caravan::firestore {
namespace {

KnownInbox written_at(std::int64_t second) {
  return {InboxState(), UpdateTime{second, 0}};
}

TEST(KnownInboxes, WhatIsTakenIsGoneUntilItIsPutBack) {
  KnownInboxes known({});
  known.keep(domain::UserId{1}, written_at(7));
  const auto taken = known.take(domain::UserId{1});
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->updated->seconds, 7);
  EXPECT_FALSE(known.take(domain::UserId{1}));
  EXPECT_EQ(known.size(), 0u);
  EXPECT_EQ(known.bytes(), 0u);
}

TEST(KnownInboxes, ForgetsThoseUsedLongestAgo) {
  KnownInboxes known({.documents_max = 2});
  for (const std::int64_t id : {1, 2, 1, 3})
    known.keep(domain::UserId{id}, written_at(id));
  EXPECT_EQ(known.size(), 2u);
  EXPECT_TRUE(known.take(domain::UserId{1}));
  EXPECT_FALSE(known.take(domain::UserId{2}));
  EXPECT_TRUE(known.take(domain::UserId{3}));
}

TEST(KnownInboxes, TakesNoMoreThanItsBytes) {
  KnownInboxes known({.bytes_max = 10'000});
  for (std::int64_t id = 1; id <= 100; ++id) {
    known.keep(domain::UserId{id}, written_at(id));
    EXPECT_LE(known.bytes(), 10'000u);
  }
  EXPECT_TRUE(known.take(domain::UserId{100}));
  EXPECT_FALSE(known.take(domain::UserId{1}));
}

}  // namespace
}  // namespace caravan::firestore
