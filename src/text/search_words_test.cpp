#include "text/search_words.hpp"

#include <algorithm>
#include <gmock/gmock.h>

namespace caravan::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

bool finds(std::string_view query, std::string_view name) {
  const auto words = name_words(name);
  return std::ranges::all_of(query_words(query, 4), [&words](const std::string& sought) {
    return std::ranges::any_of(words, [&](const auto& word) { return word.starts_with(sought); });
  });
}

TEST(SearchWords, AreBlindToCaseAndAccentsInEveryScript) {
  EXPECT_TRUE(finds("иванов", "Иванов"));
  EXPECT_TRUE(finds("JOS\u00c9", "Jos\u00e9"));
  EXPECT_TRUE(finds("zoe", "Zo\u00eb"));
  EXPECT_TRUE(finds("Zoe\u0308", "zoe"));
  EXPECT_TRUE(finds("strasse", "Stra\u00dfe"));
  EXPECT_TRUE(finds("\uff21da", "ada"));
}

TEST(SearchWords, AreFoundByTheirBeginningsInAnyOrder) {
  EXPECT_TRUE(finds("lov ada", "Ada Lovelace"));
  EXPECT_TRUE(finds("j.smi", "smith, j"));
  EXPECT_FALSE(finds("da", "Ada"));
  EXPECT_FALSE(finds("ada grace", "Ada Lovelace"));
  EXPECT_TRUE(finds("", "Ada"));
}

TEST(SearchWords, BeginAnywhereWhereNoSpacesAreSet) {
  EXPECT_TRUE(finds("直美", "渡辺直美"));
  EXPECT_TRUE(finds("철수", "김철수"));
  EXPECT_TRUE(finds("ชัย", "สมชัย"));
  EXPECT_FALSE(finds("辺渡", "渡辺直美"));
}

TEST(SearchWords, OfPictogramsAreTheWhole) {
  EXPECT_THAT(name_words("\U0001f69a\U0001f69a"), ElementsAre("\U0001f69a\U0001f69a"));
  EXPECT_TRUE(finds("\U0001f69a", "\U0001f69a\U0001f69a"));
  EXPECT_THAT(query_words("%", 4), ElementsAre("%"));
}

TEST(SearchWords, AreTakenLongestFirst) {
  EXPECT_THAT(query_words("a bbb cc dddd", 2), ElementsAre("dddd", "bbb"));
  EXPECT_THAT(query_words("a\xff", 2), IsEmpty());
}

TEST(SearchWords, EndBeforeWhatLiesBehindThem) {
  EXPECT_LT(std::string("ab\U0010fffe"), behind_all_of("ab"));
  EXPECT_LT(behind_all_of("ab"), std::string("ac"));
}

}  // namespace
}  // namespace caravan::text
