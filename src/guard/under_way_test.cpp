#include "guard/under_way.hpp"

#include <gtest/gtest.h>
#include <optional>

namespace caravan::guard {
namespace {

TEST(UnderWay, IsBoundedForEachKey) {
  UnderWay<int> under_way(2);
  const auto first = under_way.begin(1);
  auto second = under_way.begin(1);
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(under_way.begin(1));
  EXPECT_TRUE(under_way.begin(2));
  second.reset();
  EXPECT_TRUE(under_way.begin(1));
}

TEST(UnderWay, LastsAsLongAsACopyOfTheTicket) {
  UnderWay<int> under_way(1);
  auto ticket = under_way.begin(1);
  auto copy = ticket;
  ticket.reset();
  EXPECT_FALSE(under_way.begin(1));
  copy.reset();
  EXPECT_TRUE(under_way.begin(1));
}

TEST(UnderWay, MayEndAfterWhoCountedIt) {
  std::optional<UnderWay<int>> under_way(1);
  const auto ticket = under_way->begin(1);
  under_way.reset();
}

}  // namespace
}  // namespace caravan::guard
