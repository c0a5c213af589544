#include "adapters/google/kafka_tokens.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "adapters/google/stub_service_fixture.hpp"
#include "runtime/manual_clock.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::google {
namespace {

using namespace std::chrono_literals;
using ports::Errc;
using Answer = StubService::Answer;
using Request = StubService::Request;

class KafkaTokensTest : public testing::Test {
 protected:
  ports::Result<ports::BrokerToken> token() { return runtime::run_to_end(tokens_.token()); }
  std::size_t asked_for(std::string_view what) const {
    const auto requests = metadata_service_.requests();
    return static_cast<std::size_t>(std::count_if(requests.begin(), requests.end(),
                                                  [&](const auto& request) { return request.has(what); }));
  }

  Answer access_{200, R"({"access_token":"ya29.first","expires_in":3600,"token_type":"Bearer"})"};
  Answer email_{200, "caravan@demo.iam.gserviceaccount.com"};
  runtime::ManualClock clock_{runtime::SystemTime(1'000'000s)};
  StubService metadata_service_{
      [this](const Request& request) { return request.has("/default/token") ? access_ : email_; }};
  Https https_{{.deadline = 500ms}};
  MetadataServer metadata_{{.url = metadata_service_.url()}, https_, clock_};
  KafkaTokens tokens_{metadata_, clock_};
};

// Its three parts as Python's base64.urlsafe_b64encode makes them, without padding.
TEST_F(KafkaTokensTest, HaveTheFormThatGoogleWants) {
  const auto given = token();
  ASSERT_TRUE(given);
  EXPECT_EQ(given->text,
            // {"typ":"JWT","alg":"GOOG_OAUTH2_TOKEN"}
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJHT09HX09BVVRIMl9UT0tFTiJ9."
            // {"exp":1003600,"iss":"Google","iat":1000000,"scope":"kafka",
            //  "sub":"caravan@demo.iam.gserviceaccount.com"}
            "eyJleHAiOjEwMDM2MDAsImlzcyI6Ikdvb2dsZSIsImlhdCI6MTAwMDAwMCwic2NvcGUiOi"
            "JrYWZrYSIsInN1YiI6ImNhcmF2YW5AZGVtby5pYW0uZ3NlcnZpY2VhY2NvdW50LmNvbSJ9."
            "eWEyOS5maXJzdA");  // ya29.first
  EXPECT_EQ(given->principal, "caravan@demo.iam.gserviceaccount.com");
  EXPECT_EQ(given->expires_at, std::chrono::sys_seconds(1'003'600s));
}

TEST_F(KafkaTokensTest, ComeAgainUntilTheirLastFiveMinutes) {
  const auto first = token();
  ASSERT_TRUE(first);
  access_.body = R"({"access_token":"ya29.second","expires_in":3600})";
  clock_.advance(54min + 59s);
  const auto again = token();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->expires_at, first->expires_at);
  EXPECT_TRUE(again->text.ends_with("eWEyOS5maXJzdA"));
  clock_.advance(1s);
  const auto second = token();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->expires_at, first->expires_at + 55min);
  EXPECT_EQ(asked_for("/default/token"), 2u);
  EXPECT_EQ(asked_for("/default/email"), 1u);
}

TEST_F(KafkaTokensTest, AreUnavailableWithAReasonWhileTheMetadataServerIs) {
  access_ = {503, "not ready"};
  const auto refused = token();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unavailable);
  EXPECT_NE(refused.error().detail.find("status 503 for the token"), std::string::npos)
      << refused.error().detail;
  access_ = {200, "{}"};
  EXPECT_EQ(token().error().code, Errc::unavailable);
  access_ = {.silent = true};
  EXPECT_EQ(token().error().code, Errc::unavailable);
  access_ = {200, R"({"access_token":"ya29.first","expires_in":3600})"};
  email_ = {404, ""};
  EXPECT_EQ(token().error().code, Errc::unavailable);
  email_ = {200, "caravan@demo"};
  EXPECT_TRUE(token());
}

}  // namespace
}  // namespace caravan::google
