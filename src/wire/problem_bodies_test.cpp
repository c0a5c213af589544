#include "wire/problem_bodies.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace caravan::wire {
namespace {

TEST(ProblemBodies, SayWhatIsWrong) {
  EXPECT_EQ(encode_problem("User not found"), R"({"detail":"User not found"})");
  EXPECT_EQ(encode_problem("a \"quoted\"\nZo\u00eb"), "{\"detail\":\"a \\\"quoted\\\"\\nZo\u00eb\"}");
}

TEST(ProblemBodies, ListEveryProblemWithItsPlace) {
  const std::vector<Invalid> problems{{{"body", "username"}, "Field required", "missing"},
                                      {{"query", "limit"}, "Input should be a valid integer", "int_parsing"}};
  EXPECT_EQ(encode_problems(problems),
            R"({"detail":[{"loc":["body","username"],"msg":"Field required","type":"missing"},)"
            R"({"loc":["query","limit"],"msg":"Input should be a valid integer","type":"int_parsing"}]})");
}

TEST(ProblemBodies, AreJsonWhateverTheyQuote) {
  EXPECT_EQ(encode_problem("Zo\xff"), R"({"detail":"Zo?"})");
  EXPECT_EQ(encode_problems(std::vector<Invalid>{{{"body", "\xc3"}, "\xff", "x"}}),
            R"({"detail":[{"loc":["body","?"],"msg":"?","type":"x"}]})");
}

}  // namespace
}  // namespace caravan::wire
