#include "text/beginning.hpp"

#include <gtest/gtest.h>
#include <string>

namespace caravan::text {
namespace {

TEST(Beginning, IsAllOfWhatFits) {
  EXPECT_EQ(beginning("abc", 3), "abc");
  EXPECT_EQ(beginning("", 0), "");
}

TEST(Beginning, EndsBehindAWholeCharacterAsPeopleSeeIt) {
  EXPECT_EQ(beginning("abc", 2), "ab");
  EXPECT_EQ(beginning("ae\u0301", 3), "a");
  EXPECT_EQ(beginning("a\u00e9b", 2), "a");
  const std::string family = "\U0001f468\u200d\U0001f469\u200d\U0001f467";
  EXPECT_EQ(beginning("a" + family + "b", 1 + family.size() - 1), "a");
  EXPECT_EQ(beginning("a" + family + "b", 1 + family.size()), "a" + family);
}

TEST(Beginning, OfACharacterThatIsTooLargeIsItsCodePoints) {
  EXPECT_EQ(beginning("e\u0301\u0301\u0301", 4), "e\u0301");
  EXPECT_EQ(beginning("\u20ac", 2), "");
}

TEST(Blank, IsWhatShowsNothing) {
  for (const char* blank :
       {"", " ", "\n\t ", "\u200b", "\u2800", "\u3164", "\u00ad", "\u3000\u2028", "\u202e"})
    EXPECT_TRUE(is_blank(std::string_view(blank))) << blank;
  for (const char* seen : {"a", " .", "\u200b\u0301", "\U0001f69a", "\ue000", "\U000e0fff"})
    EXPECT_FALSE(is_blank(std::string_view(seen))) << seen;
}

}  // namespace
}  // namespace caravan::text
