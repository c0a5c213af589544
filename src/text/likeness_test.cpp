#include "text/likeness.hpp"

#include <gtest/gtest.h>

namespace caravan::text {
namespace {

TEST(Likeness, IsSharedByWhatLooksAlike) {
  for (const char* twin :
       {"Mark", "mark", "MARK", "M\u0430rk", "\uff2dark", "\U0001d40cark", "Mark.", "-Mark-", "Mark \u2713",
        "Ma\u200brk", "Ma\u00adrk", "\u039cark", "\u039c\u0391RK", "rnark"})
    EXPECT_TRUE(look_alike("Mark", twin)) << twin;
}

TEST(Likeness, IsSharedInOneCaseAlone) {
  EXPECT_TRUE(look_alike("Ida", "ida"));
  EXPECT_TRUE(look_alike("Ida", "lda"));
  EXPECT_TRUE(look_alike("paypal", "PAYPAL"));
  EXPECT_TRUE(look_alike("paypal", "paypa1"));
}

TEST(Likeness, IsNotSharedByWhatIsTold) {
  for (const char* other : {"Marc", "Mark 2", "Marks", "Mak", "Zo\u00eb"})
    EXPECT_FALSE(look_alike("Mark", other)) << other;
  EXPECT_FALSE(look_alike("Zo\u00eb", "Zoe"));
  EXPECT_FALSE(look_alike("\U0001f69a", "\U0001f69b"));
}

TEST(Likeness, OfWhatHasNoLetterIsAllOfIt) {
  EXPECT_TRUE(look_alike("\U0001f69a", "\U0001f69a"));
  EXPECT_EQ(likenesses("..."), std::vector<std::string>{"..."});
}

TEST(Likeness, OfWhatIsNotUtf8IsNone) {
  EXPECT_TRUE(likenesses("a\xff").empty());
}

}  // namespace
}  // namespace caravan::text
