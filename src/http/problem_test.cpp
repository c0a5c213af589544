#include "http/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caravan::http {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::Pair;

TEST(Problem, IsOneDetail) {
  const auto response = problem(404, "chat ID is not found");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body, R"({"detail":"chat ID is not found"})");
  EXPECT_THAT(response.headers, Contains(Pair("Content-Type", "application/json")));
}

TEST(Problem, StaysJsonAndUtf8WhateverItQuotes) {
  EXPECT_EQ(problem(400, "a\"b\\\n\x01").body, "{\"detail\":\"a\\\"b\\\\\\n\\u0001\"}");
  EXPECT_EQ(problem(400, "caf\xc3\xa9").body, "{\"detail\":\"caf\xc3\xa9\"}");
  EXPECT_EQ(problem(400, "caf\xe9!").body, R"({"detail":"caf?!"})");
}

TEST(Problem, ListsWhatIsInvalid) {
  const auto response = validation_problem(
      {{{"body", "username"}, "field required", "missing"}, {{"query", "quantity"}, "too big", "range"}});
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.body,
            R"({"detail":[{"loc":["body","username"],"msg":"field required","type":"missing"},)"
            R"({"loc":["query","quantity"],"msg":"too big","type":"range"}]})");
}

TEST(Problem, SaysHowToAuthenticate) {
  EXPECT_EQ(not_authenticated().status, 401);
  EXPECT_THAT(not_authenticated().headers, Contains(Pair("WWW-Authenticate", "Bearer")));
  EXPECT_EQ(bad_credentials().status, 403);
}

TEST(Problem, RoundsTheWaitUpToWholeSeconds) {
  EXPECT_THAT(too_many_requests("slow down", 1001ms).headers, Contains(Pair("Retry-After", "2")));
  EXPECT_THAT(too_many_requests("slow down", 1ns).headers, Contains(Pair("Retry-After", "1")));
  EXPECT_THAT(too_many_requests("slow down", 0ns).headers, Contains(Pair("Retry-After", "1")));
}

TEST(Problem, TellsRetryableStoreFailuresFromOthersWithoutTheirDetail) {
  const auto retryable = store_problem({ports::Errc::overloaded, "secret path"});
  EXPECT_EQ(retryable.status, 503);
  EXPECT_THAT(retryable.headers, Contains(Pair("Retry-After", "1")));
  EXPECT_EQ(retryable.body.find("secret"), std::string::npos);
  const auto uncertain = store_problem({ports::Errc::uncertain, "secret path"});
  EXPECT_EQ(uncertain.status, 503);
  EXPECT_NE(uncertain.body.find("the same request again settles it"), std::string::npos);
  EXPECT_EQ(store_problem({ports::Errc::not_found, ""}).status, 404);
  EXPECT_EQ(store_problem({ports::Errc::conflict, ""}).status, 409);
  EXPECT_EQ(store_problem({ports::Errc::invalid, ""}).status, 422);
}

}  // namespace
}  // namespace caravan::http
