#include "identity/administrators.hpp"

#include <gtest/gtest.h>

namespace caravan::identity {
namespace {

TEST(Administrators, AreTheAccountsWithTheseNames) {
  const Administrators administrators({"ada", "grace"});
  EXPECT_TRUE(administrators.include({{1}, "ada"}));
  EXPECT_TRUE(administrators.include({{2}, "grace"}));
  EXPECT_FALSE(administrators.include({{3}, "Ada"}));
  EXPECT_FALSE(administrators.include({{4}, "bob"}));
  EXPECT_FALSE(Administrators({}).include({{1}, "ada"}));
}

TEST(Administrators, AreKnownHoweverTheirNameIsWritten) {
  const Administrators administrators({"Zoe\u0308", "\xff"});
  EXPECT_TRUE(administrators.include({{1}, "Zo\u00eb"}));
}

}  // namespace
}  // namespace caravan::identity
