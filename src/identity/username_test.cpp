#include "identity/username.hpp"

#include <gtest/gtest.h>

namespace caravan::identity {
namespace {

std::optional<UsernameFault> fault_of(std::string_view text) {
  const auto username = parse_username(text);
  return username ? std::nullopt : std::optional(username.error());
}

std::string repeated(std::string_view character, int times) {
  std::string text;
  for (int i = 0; i < times; ++i)
    text += character;
  return text;
}

TEST(Username, MayBeWrittenInAnyScript) {
  for (const char* name :
       {"ada", "Ada Lovelace", "Зоя", "渡辺直美", "نور الدين", "a_b-c.d@e", "🚚🚚🚚", "Ωμέγα"})
    EXPECT_EQ(*parse_username(name), name);
}

TEST(Username, IsStoredInNormalFormC) {
  EXPECT_EQ(*parse_username("Zoe\u0308"), "Zo\u00eb");
  EXPECT_EQ(*parse_username("\u1112\u1161\u11ab\u1100\u1173\u11af\u1100"), "\ud55c\uae00\u1100");
  EXPECT_NE(*parse_username("Ada"), *parse_username("ada"));
}

TEST(Username, IsMeasuredInCharactersAsStored) {
  EXPECT_EQ(fault_of("ab"), UsernameFault::too_short);
  EXPECT_EQ(fault_of("éà"), UsernameFault::too_short);
  EXPECT_EQ(fault_of("e\u0308e\u0308"), UsernameFault::too_short);
  EXPECT_EQ(fault_of(""), UsernameFault::too_short);
  EXPECT_EQ(fault_of(repeated("渡", 64)), std::nullopt);
  EXPECT_EQ(fault_of(repeated("e\u0308", 64)), std::nullopt);
  EXPECT_EQ(fault_of(repeated("渡", 65)), UsernameFault::too_long);
  EXPECT_EQ(fault_of(repeated("a", 1'000'000)), UsernameFault::too_long);
}

TEST(Username, HoldsNothingThatCannotBeSeen) {
  for (const char* character :
       {"\u0001", "\n",     "\t",     "\u007f", "\u0085", "\u00ad",     "\u200b",     "\u200d",    "\u202e",
        "\u2028", "\u2029", "\u00a0", "\u3000", "\u2003", "\ufeff",     "\u2060",     "\ufe0f",    "\u115f",
        "\u3164", "\uffa0", "\u2800", "\ue000", "\u0378", "\U000e0041", "\U000e0100", "\U0010fffe"})
    EXPECT_EQ(fault_of("ab" + std::string(character) + "cd"), UsernameFault::forbidden_character)
        << character;
  EXPECT_EQ(fault_of(std::string_view("ab\0cd", 5)), UsernameFault::forbidden_character);
}

TEST(Username, HasNoSpaceAtItsEdges) {
  EXPECT_EQ(fault_of(" ada"), UsernameFault::space_at_edge);
  EXPECT_EQ(fault_of("ada "), UsernameFault::space_at_edge);
  EXPECT_EQ(fault_of("   "), UsernameFault::space_at_edge);
}

TEST(Username, HasNoTwinThatIsShownAlike) {
  EXPECT_EQ(fault_of("ada  lovelace"), UsernameFault::repeated_space);
  EXPECT_EQ(fault_of("ada lovelace of london"), std::nullopt);
}

TEST(Username, DoesNotReachIntoWhatStandsBeforeIt) {
  for (const char* mark : {"\u0301", "\u20dd", "\u093e", "\u0483"})
    EXPECT_EQ(fault_of(mark + std::string("ada")), UsernameFault::mark_at_start) << mark;
  EXPECT_EQ(fault_of("a\u0323da"), std::nullopt);
}

TEST(Username, MustBeUtf8) {
  for (const char* text : {"abc\xff", "abc\xc3", "abc\xed\xa0\x80", "abc\xc0\xaf", "abc\xf4\x90\x80\x80"})
    EXPECT_EQ(fault_of(text), UsernameFault::not_utf8);
}

}  // namespace
}  // namespace caravan::identity
