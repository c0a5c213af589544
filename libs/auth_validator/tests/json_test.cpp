#include "json.hpp"

#include <gtest/gtest.h>

namespace auth_validator {
namespace {

TEST(Json, ReadsTextsAndNumbersOfAnObject) {
  const auto json = parse_json_object(R"({"alg":"HS256","exp":1.5,"big":9999999999,"list":[1]})");
  ASSERT_TRUE(json);
  EXPECT_EQ(*json->text("alg"), "HS256");
  EXPECT_EQ(*json->find("exp")->number(), 1.5);
  EXPECT_EQ(*json->find("big")->number(), 9999999999.0);
  EXPECT_TRUE(json->find("list"));
  EXPECT_FALSE(json->text("list"));
  EXPECT_FALSE(json->find("absent"));
}

TEST(Json, RefusesWhatIsNotOneObject) {
  for (const char* text : {"", "[]", "1", "{", "{}{}", "{\"a\":1,}", "{a:1}", "\"{}\"", "{\"a\":\"\xff\"}"})
    EXPECT_FALSE(parse_json_object(text)) << text;
}

TEST(Json, RefusesANameGivenTwiceAtAnyDepth) {
  EXPECT_FALSE(parse_json_object(R"({"a":1,"b":2,"a":1})"));
  EXPECT_FALSE(parse_json_object(R"({"a":1,"\u0061":1})"));
  EXPECT_FALSE(parse_json_object(R"({"x":{"a":1,"a":1}})"));
  EXPECT_FALSE(parse_json_object(R"({"x":[{"a":1,"a":1}]})"));
  EXPECT_TRUE(parse_json_object(R"({"x":{"a":1},"a":1})"));
}

TEST(Json, RefusesDeepNesting) {
  EXPECT_TRUE(parse_json_object("{\"a\":" + std::string(8, '[') + std::string(8, ']') + "}"));
  EXPECT_FALSE(parse_json_object("{\"a\":" + std::string(1000, '[') + std::string(1000, ']') + "}"));
}

TEST(Json, EscapesWhatJsonDemands) {
  std::string out;
  append_json_string(out, "a\"b\\c\nd\x1fé");
  EXPECT_EQ(out, R"("a\"b\\c\u000ad\u001fé")");
}

}  // namespace
}  // namespace auth_validator
