#include "text/shown_name.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <string>

namespace caravan::text {
namespace {

constexpr NameBounds kBounds{.characters_min = 3, .characters_max = 64};

std::optional<NameFault> fault_of(std::string_view text) {
  const auto name = parse_shown_name(text, kBounds);
  return name ? std::nullopt : std::optional(name.error());
}

std::string repeated(std::string_view character, int times) {
  std::string text;
  for (int i = 0; i < times; ++i)
    text += character;
  return text;
}

TEST(ShownName, MayBeWrittenInAnyScript) {
  for (const char* name :
       {"ada", "Ada Lovelace", "Зоя", "渡辺直美", "نور الدين", "a_b-c.d@e", "🚚🚚🚚", "Ωμέγα"})
    EXPECT_EQ(*parse_shown_name(name, kBounds), name);
}

TEST(ShownName, IsStoredInNormalFormC) {
  EXPECT_EQ(*parse_shown_name("Zoe\u0308", kBounds), "Zo\u00eb");
  EXPECT_EQ(*parse_shown_name("\u1112\u1161\u11ab\u1100\u1173\u11af\u1100", kBounds), "\ud55c\uae00\u1100");
}

TEST(ShownName, IsMeasuredInCharactersAsStored) {
  EXPECT_EQ(fault_of("ab"), NameFault::too_short);
  EXPECT_EQ(fault_of("éà"), NameFault::too_short);
  EXPECT_EQ(fault_of("e\u0308e\u0308"), NameFault::too_short);
  EXPECT_EQ(fault_of(""), NameFault::too_short);
  EXPECT_EQ(fault_of(repeated("渡", 64)), std::nullopt);
  EXPECT_EQ(fault_of(repeated("e\u0308", 64)), std::nullopt);
  EXPECT_EQ(fault_of(repeated("渡", 65)), NameFault::too_long);
  EXPECT_EQ(fault_of(repeated("a", 1'000'000)), NameFault::too_long);
}

TEST(ShownName, HoldsNothingThatCannotBeSeen) {
  for (const char* character :
       {"\u0001", "\n",     "\t",     "\u007f", "\u0085", "\u00ad",     "\u200b",     "\u200d",    "\u202e",
        "\u2028", "\u2029", "\u00a0", "\u3000", "\u2003", "\ufeff",     "\u2060",     "\ufe0f",    "\u115f",
        "\u3164", "\uffa0", "\u2800", "\ue000", "\u0378", "\U000e0041", "\U000e0100", "\U0010fffe"})
    EXPECT_EQ(fault_of("ab" + std::string(character) + "cd"), NameFault::forbidden_character) << character;
  EXPECT_EQ(fault_of(std::string_view("ab\0cd", 5)), NameFault::forbidden_character);
  EXPECT_EQ(fault_of("\u202eTrip"), NameFault::forbidden_character);
  EXPECT_EQ(fault_of("\u200b\u200b\u200b"), NameFault::forbidden_character);
}

TEST(ShownName, HasJoinersWhereItsScriptNeedsThem) {
  EXPECT_EQ(fault_of("\u0639\u0644\u06cc\u200c\u0631\u0636\u0627"), std::nullopt) << "Persian";
  EXPECT_EQ(fault_of("\u0d28\u0d4d\u200d\u0d2e"), std::nullopt) << "Malayalam";
  EXPECT_EQ(fault_of("\u0915\u094d\u200c\u0937"), std::nullopt) << "Devanagari";
  EXPECT_EQ(fault_of("I \u2764\ufe0f"), std::nullopt) << "a coloured heart";
  EXPECT_EQ(fault_of("Ada \U0001f469\U0001f3fd\u200d\U0001f680"), std::nullopt) << "an astronaut";
  EXPECT_EQ(fault_of("ma\u200crk"), NameFault::forbidden_character);
  EXPECT_EQ(fault_of("\u0639\u0644\u06cc\u200c"), NameFault::forbidden_character) << "joins nothing";
  EXPECT_EQ(fault_of("\u0627\u200c\u0631\u0636"), NameFault::forbidden_character)
      << "alef joins nothing behind it";
  EXPECT_EQ(fault_of("\u200dmark"), NameFault::forbidden_character);
  EXPECT_EQ(fault_of("\U0001f469\u200dmark"), NameFault::forbidden_character);
}

TEST(ShownName, HasNoSpaceAtItsEdges) {
  EXPECT_EQ(fault_of(" ada"), NameFault::space_at_edge);
  EXPECT_EQ(fault_of("ada "), NameFault::space_at_edge);
  EXPECT_EQ(fault_of("   "), NameFault::space_at_edge);
}

TEST(ShownName, HasNoTwinThatDiffersInSpacesAlone) {
  EXPECT_EQ(fault_of("ada  lovelace"), NameFault::repeated_space);
  EXPECT_EQ(fault_of("ada lovelace of london"), std::nullopt);
}

TEST(ShownName, DoesNotReachBeyondItself) {
  for (const char* mark : {"\u0301", "\u20dd", "\u093e", "\u0483"})
    EXPECT_EQ(fault_of(mark + std::string("ada")), NameFault::mark_at_start) << mark;
  EXPECT_EQ(fault_of("a\u0323da"), std::nullopt);
  EXPECT_EQ(fault_of("q" + repeated("\u0334", 4) + "da"), std::nullopt);
  EXPECT_EQ(fault_of("q" + repeated("\u0334", 5) + "da"), NameFault::stacked_marks);
}

TEST(ShownName, MustBeUtf8) {
  for (const char* text : {"abc\xff", "abc\xc3", "abc\xed\xa0\x80", "abc\xc0\xaf", "abc\xf4\x90\x80\x80"})
    EXPECT_EQ(fault_of(text), NameFault::not_utf8);
}

TEST(ShownName, IsRefusedInAFullSentence) {
  EXPECT_EQ(sentence("The username", NameFault::too_short, kBounds),
            "The username should have at least 3 characters");
  EXPECT_EQ(sentence("The name", NameFault::too_short, {1, 9}), "The name should have at least 1 character");
  EXPECT_EQ(sentence("The name", NameFault::not_utf8, kBounds), "The name is not valid UTF-8");
}

}  // namespace
}  // namespace caravan::text
