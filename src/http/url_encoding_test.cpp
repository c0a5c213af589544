#include "http/url_encoding.hpp"

#include <gtest/gtest.h>

#include "http/request.hpp"

namespace caravan::http {
namespace {

TEST(UrlEncoding, FindsTheFirstFieldOfThatName) {
  EXPECT_EQ(form_field("q=a+b&r=1&q=2", "q"), "a b");
  EXPECT_EQ(form_field("user%6eame=x%3Dy", "username"), "x=y");
  EXPECT_EQ(form_field("flag&empty=", "flag"), "");
  EXPECT_EQ(form_field("flag&empty=", "empty"), "");
  EXPECT_EQ(form_field("a=1", "b"), std::nullopt);
  EXPECT_EQ(form_field("a=%zz&a=2", "a"), "2");
}

TEST(Request, LooksHeadersUpInWhateverCaseAndTakesTheFirst) {
  Request request;
  request.headers = {{"Accept", "x"}, {"RETRY-attempt", "1"}, {"retry-attempt", "2"}};
  EXPECT_EQ(request.header("Retry-Attempt"), "1");
  EXPECT_EQ(request.header("Retry"), std::nullopt);
}

TEST(Request, ReadsItsQuery) {
  Request request;
  request.query = "quantity=10&time=%31";
  EXPECT_EQ(request.query_parameter("time"), "1");
  EXPECT_EQ(request.query_parameter("after"), std::nullopt);
}

}  // namespace
}  // namespace caravan::http
