#include "runtime/fair_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <vector>

namespace caravan::runtime {
namespace {

using testing::ElementsAre;

std::vector<int> all(FairQueue<int>& queue) {
  std::vector<int> items;
  while (!queue.empty())
    items.push_back(queue.pop());
  return items;
}

TEST(FairQueue, OfOneOwnerIsAQueue) {
  FairQueue<int> queue(3);
  for (const int item : {1, 2, 3})
    EXPECT_FALSE(queue.push({}, item));
  EXPECT_EQ(queue.push({}, 4), 4);
  EXPECT_EQ(queue.size(), 3u);
  EXPECT_THAT(all(queue), ElementsAre(1, 2, 3));
}

TEST(FairQueue, LetsOwnersTakeTurns) {
  FairQueue<int> queue(10);
  for (const int item : {11, 12, 13, 14})
    queue.push({.owner = 1}, item);
  queue.push({.owner = 2}, 21);
  queue.push({.owner = 3}, 31);
  queue.push({.owner = 2}, 22);
  EXPECT_THAT(all(queue), ElementsAre(11, 21, 31, 12, 22, 13, 14));
}

TEST(FairQueue, GivesThoseWhoAreKnownEverySecondTurn) {
  FairQueue<int> queue(10);
  for (std::uint64_t owner = 1; owner <= 4; ++owner)
    queue.push({.owner = owner}, static_cast<int>(owner));
  for (const int item : {91, 92, 93})
    queue.push({.owner = 9, .reserved = true}, item);
  EXPECT_THAT(all(queue), ElementsAre(91, 1, 92, 2, 93, 3, 4));
}

TEST(FairQueue, TakesThePlaceOfTheGreediestWhenItIsFull) {
  FairQueue<int> queue(4);
  for (const int item : {11, 12, 13})
    queue.push({.owner = 1}, item);
  queue.push({.owner = 2}, 21);
  EXPECT_EQ(queue.push({.owner = 3}, 31), 13);
  // Nobody has two more than the third owner now, nor than the first one.
  EXPECT_EQ(queue.push({.owner = 3}, 32), 32);
  EXPECT_EQ(queue.push({.owner = 1}, 14), 14);
  EXPECT_THAT(all(queue), ElementsAre(11, 21, 31, 12));
}

TEST(FairQueue, HasAPlaceForWhoIsKnownAmongManyStrangers) {
  FairQueue<int> queue(3);
  for (std::uint64_t owner = 1; owner <= 3; ++owner)
    queue.push({.owner = owner}, static_cast<int>(owner));
  EXPECT_EQ(queue.push({.owner = 4}, 4), 4);
  const auto displaced = queue.push({.owner = 9, .reserved = true}, 91);
  EXPECT_TRUE(displaced && *displaced < 4);
  EXPECT_EQ(queue.push({.owner = 9, .reserved = true}, 92), 92);
  EXPECT_EQ(queue.pop(), 91);
  EXPECT_EQ(queue.size(), 2u);
}

TEST(FairQueue, OfNoLengthTakesNothing) {
  FairQueue<int> queue(0);
  EXPECT_EQ(queue.push({.owner = 1, .reserved = true}, 1), 1);
}

TEST(FairQueue, HoldsWhatOnlyMoves) {
  FairQueue<std::unique_ptr<int>> queue(1);
  queue.push({}, std::make_unique<int>(7));
  EXPECT_EQ(*queue.pop(), 7);
}

}  // namespace
}  // namespace caravan::runtime
