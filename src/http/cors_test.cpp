#include "http/cors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caravan::http {
namespace {

using testing::Contains;
using testing::Key;
using testing::Not;
using testing::Pair;

Request asked(std::string_view method, std::vector<std::pair<std::string_view, std::string_view>> headers) {
  Request request;
  request.method = method;
  request.headers = std::move(headers);
  return request;
}

const Cors kListed({"https://app.example.org"});

TEST(Cors, AnswersTheQuestionOfAPageOnTheList) {
  const auto question = asked("OPTIONS", {{"Origin", "https://app.example.org"},
                                          {"Access-Control-Request-Method", "POST"},
                                          {"Access-Control-Request-Headers", "authorization,content-type"}});
  auto answer = kListed.preflight(question);
  ASSERT_TRUE(answer);
  kListed.allow(question, *answer);
  EXPECT_EQ(answer->status, 204);
  EXPECT_THAT(answer->headers, Contains(Pair("Access-Control-Allow-Origin", "https://app.example.org")));
  EXPECT_THAT(answer->headers, Contains(Pair("Access-Control-Allow-Methods", testing::HasSubstr("POST"))));
  EXPECT_THAT(answer->headers,
              Contains(Pair("Access-Control-Allow-Headers", testing::HasSubstr("Authorization"))));
  EXPECT_THAT(answer->headers, Not(Contains(Key("Access-Control-Allow-Credentials"))));
}

TEST(Cors, LeavesOtherRequestsAlone) {
  EXPECT_FALSE(kListed.preflight(asked("OPTIONS", {{"Origin", "https://app.example.org"}})));
  EXPECT_FALSE(kListed.preflight(
      asked("GET", {{"Origin", "https://app.example.org"}, {"Access-Control-Request-Method", "POST"}})));
  EXPECT_FALSE(kListed.preflight(asked("OPTIONS", {{"Access-Control-Request-Method", "POST"}})));
  const auto foreign =
      asked("OPTIONS", {{"Origin", "https://evil.example"}, {"Access-Control-Request-Method", "POST"}});
  EXPECT_FALSE(kListed.preflight(foreign));
  EXPECT_FALSE(Cors({}).preflight(foreign));
}

TEST(Cors, LetsThePagesOnTheListReadTheAnswer) {
  Response response;
  kListed.allow(asked("GET", {{"Origin", "https://app.example.org"}}), response);
  EXPECT_THAT(response.headers, Contains(Pair("Access-Control-Allow-Origin", "https://app.example.org")));
  EXPECT_THAT(response.headers, Contains(Pair("Vary", "Origin")));
}

TEST(Cors, LetsNoOtherPageReadIt) {
  for (const auto* origin : {"https://evil.example", "http://app.example.org", "null"}) {
    Response response;
    kListed.allow(asked("GET", {{"Origin", origin}}), response);
    EXPECT_THAT(response.headers, testing::ElementsAre(Pair("Vary", "Origin"))) << origin;
  }
  Response without_a_list;
  Cors({}).allow(asked("GET", {{"Origin", "https://app.example.org"}}), without_a_list);
  EXPECT_TRUE(without_a_list.headers.empty());
}

}  // namespace
}  // namespace caravan::http
