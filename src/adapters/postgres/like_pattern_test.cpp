#include "adapters/postgres/like_pattern.hpp"

#include <gtest/gtest.h>

namespace caravan::postgres {
namespace {

TEST(LikePattern, LowersAsciiLettersAlone) {
  EXPECT_EQ(pattern_holding("aNN"), "%ann%");
  EXPECT_EQ(pattern_holding("ZOË"), "%zoË%");
}

TEST(LikePattern, TakesPatternCharactersAsTheyAre) {
  EXPECT_EQ(pattern_holding("50%_\\"), "%50\\%\\_\\\\%");
}

}  // namespace
}  // namespace caravan::postgres
