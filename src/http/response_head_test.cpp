#include "http/response_head.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caravan::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

std::string head_of(const Response& response) {
  std::string out;
  append_head(out, response, {.date = "today", .request_id = "r1", .body_bytes = 5});
  return out;
}

TEST(ResponseHead, WritesDatesAsHttpHasThem) {
  EXPECT_EQ(http_date(runtime::SystemTime(0s)), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(http_date(runtime::SystemTime(784111777s)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(runtime::SystemTime(1774944930s)), "Tue, 31 Mar 2026 08:15:30 GMT");
}

TEST(ResponseHead, HasWhatEveryAnswerCarries) {
  EXPECT_EQ(head_of(Response::json(201, "")),
            "HTTP/1.1 201 Created\r\nDate: today\r\nContent-Type: application/json\r\n"
            "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\nReferrer-Policy: "
            "no-referrer\r\n"
            "X-Request-Id: r1\r\nContent-Length: 5\r\n\r\n");
}

TEST(ResponseHead, LeavesCachingToAHandlerThatSaysSo) {
  EXPECT_THAT(head_of({200, {{"cache-control", "no-cache"}}, {}, nullptr}), Not(HasSubstr("no-store")));
}

TEST(ResponseHead, LeavesThePolicyOfAPageToIt) {
  const auto head = head_of({200, {{"Content-Security-Policy", "default-src 'self'"}}, {}, nullptr});
  EXPECT_THAT(head, HasSubstr("default-src 'self'"));
  EXPECT_THAT(head, Not(HasSubstr("'none'")));
}

TEST(ResponseHead, SaysNothingOfABodyThatCannotBe) {
  for (const int status : {204, 304})
    EXPECT_THAT(head_of({status, {}, {}, nullptr}), Not(HasSubstr("Content-Length")));
}

TEST(ResponseHead, KeepsAValueOnItsLine) {
  EXPECT_THAT(head_of({307, {{"Location", "/a\r\nSet-Cookie: x"}}, {}, nullptr}),
              HasSubstr("\r\nLocation: /a  Set-Cookie: x\r\n"));
}

TEST(ResponseHead, WritesStatusesItHasNoPhraseFor) {
  EXPECT_THAT(head_of({299, {}, {}, nullptr}), HasSubstr("HTTP/1.1 299 \r\n"));
}

}  // namespace
}  // namespace caravan::http
