#include "adapters/google/https.hpp"

#include <gtest/gtest.h>

#include "adapters/google/stub_service_fixture.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::google {
namespace {

using ports::Errc;
using runtime::run_to_end;
using std::chrono::milliseconds;

TEST(Https, AsksAndAnswersWithTheStatus) {
  StubService service([](const auto&) { return StubService::Answer{418, "short and stout"}; });
  Https https({});
  const auto answer =
      run_to_end(https.ask({.url = service.url() + "/tea?sugar=1", .headers = {"X-Cup: big"}}));
  EXPECT_EQ(answer.value().status, 418);
  EXPECT_EQ(answer.value().body, "short and stout");
  ASSERT_EQ(service.requests().size(), 1u);
  EXPECT_TRUE(service.requests()[0].has("GET /tea?sugar=1 HTTP/1.1\r\n"));
  EXPECT_TRUE(service.requests()[0].has("X-Cup: big\r\n"));
}

TEST(Https, PostsABodyAsItIs) {
  StubService service([](const auto&) { return StubService::Answer{}; });
  Https https({});
  const std::string body("a\0b", 3);
  ASSERT_TRUE(run_to_end(https.ask({.url = service.url(), .body = body})));
  EXPECT_TRUE(service.requests()[0].has("POST / HTTP/1.1\r\n"));
  EXPECT_EQ(service.requests()[0].body, body);
}

TEST(Https, FollowsNobodyElsewhere) {
  StubService service([](const auto&) { return StubService::Answer{302, ""}; });
  Https https({});
  EXPECT_EQ(run_to_end(https.ask({.url = service.url()})).value().status, 302);
  EXPECT_EQ(service.requests().size(), 1u);
}

TEST(Https, GivesUpWhoSaysNothing) {
  StubService service([](const auto&) { return StubService::Answer{.silent = true}; });
  Https https({.deadline = milliseconds(50)});
  EXPECT_EQ(run_to_end(https.ask({.url = service.url()})).error().code, Errc::unavailable);
}

TEST(Https, SaysThatNobodyIsThere) {
  std::string url;
  {
    StubService service([](const auto&) { return StubService::Answer{}; });
    url = service.url();
  }
  Https https({});
  const auto answer = run_to_end(https.ask({.url = url}));
  EXPECT_EQ(answer.error().code, Errc::unavailable);
  EXPECT_NE(answer.error().detail.find(url), std::string::npos) << answer.error().detail;
}

TEST(Https, RefusesAnAnswerThatIsTooLong) {
  StubService service([](const auto&) { return StubService::Answer{200, std::string(1'001, 'x')}; });
  Https https({.answer_bytes_max = 1'000});
  EXPECT_EQ(run_to_end(https.ask({.url = service.url()})).error().code, Errc::unavailable);
}

TEST(Https, TakesNothingButHttp) {
  Https https({});
  EXPECT_EQ(run_to_end(https.ask({.url = "file:///etc/hostname"})).error().code, Errc::unavailable);
}

}  // namespace
}  // namespace caravan::google
