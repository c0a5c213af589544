#include "wire/json_text.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>

namespace caravan::wire {
namespace {

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonText, EscapesWhatJsonDemandsAndNothingElse) {
  EXPECT_EQ(json_string(""), R"("")");
  EXPECT_EQ(json_string("a/b 'ü' \x7f"), "\"a/b 'ü' \x7f\"");
  EXPECT_EQ(json_string("say \"hi\"\\\n\r\t\b\f"), R"("say \"hi\"\\\n\r\t\b\f")");
  EXPECT_EQ(json_string(std::string_view("\0\x1f", 2)), R"("\u0000\u001f")");
}

TEST(JsonText, EveryAsciiCharacterComesBackFromAParser) {
  std::string text;
  for (char c = 0; c < 0x7f; ++c)
    text += c;
  simdjson::dom::parser parser;
  const std::string_view back = parser.parse(json_string(text));
  EXPECT_EQ(back, text);
}

}  // namespace
}  // namespace caravan::wire
