#include "bench/crowd.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace caravan::bench {
namespace {

TEST(SpreadPairs, AllPairsOfAnyNumberOfPeopleOnce) {
  for (std::uint32_t people = 2; people < 10; ++people) {
    const auto count = people * (people - 1) / 2;
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
    for (const auto& [one, other] : spread_pairs(people, count)) {
      EXPECT_NE(one, other);
      seen.emplace(std::min(one, other), std::max(one, other));
    }
    EXPECT_EQ(seen.size(), count) << people;
  }
}

TEST(SpreadPairs, FewPairsUseEverybodyAlike) {
  std::vector<int> chats(10);
  for (const auto& [one, other] : spread_pairs(10, 20)) {
    ++chats[one];
    ++chats[other];
  }
  EXPECT_EQ(chats, std::vector<int>(10, 4));
}

}  // namespace
}  // namespace caravan::bench
