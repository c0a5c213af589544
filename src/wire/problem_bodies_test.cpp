#include "wire/problem_bodies.hpp"

#include <gtest/gtest.h>

namespace caravan::wire {
namespace {

TEST(ProblemBody, IsOneDetail) {
  EXPECT_EQ(problem_body("chat ID is not found"), R"({"detail":"chat ID is not found"})");
}

TEST(ProblemBody, StaysJsonAndUtf8WhateverItQuotes) {
  EXPECT_EQ(problem_body("a \"b\"\n\xff"), R"({"detail":"a \"b\"\n?"})");
  EXPECT_EQ(problem_body("gr\xc3\xbc\xc3\x9f"), "{\"detail\":\"gr\xc3\xbc\xc3\x9f\"}");
}

TEST(ValidationProblemBody, ListsEveryFaultWithItsPlace) {
  EXPECT_EQ(
      validation_problem_body({{{"body", "username"}, "Field required", "missing"}, {{"query"}, "m", "t"}}),
      R"({"detail":[{"loc":["body","username"],"msg":"Field required","type":"missing"},)"
      R"({"loc":["query"],"msg":"m","type":"t"}]})");
  EXPECT_EQ(validation_problem_body({}), R"({"detail":[]})");
}

}  // namespace
}  // namespace caravan::wire
