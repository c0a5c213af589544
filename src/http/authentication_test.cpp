#include "http/authentication.hpp"

#include <auth_validator/issuer.hpp>
#include <gtest/gtest.h>
#include <string>

#include "runtime/manual_clock.hpp"

namespace caravan::http {
namespace {

constexpr std::string_view kSecret = "an hs256 secret of 32 bytes or so";
constexpr std::chrono::system_clock::time_point kNow(std::chrono::seconds(1'800'000'000));

class AuthenticationTest : public testing::Test {
 protected:
  std::string token_of(std::string user_id, std::chrono::seconds lifetime = std::chrono::seconds(60)) {
    return issuer.issue({std::move(user_id), std::nullopt, kNow, kNow + lifetime});
  }
  Caller caller_with(const std::string& authorization) {
    Request request;
    request.headers.emplace_back("authorization", authorization);
    return authentication.caller_of(request);
  }

  auth_validator::Issuer issuer = auth_validator::Issuer::hs256(kSecret);
  auth_validator::Validator validator{issuer.verification_keys(), {.now = [] { return kNow; }}};
  runtime::ManualClock clock;
  Authentication authentication{validator, clock};
};

TEST_F(AuthenticationTest, KnowsTheCallerByTheToken) {
  EXPECT_EQ(*caller_with("Bearer " + token_of("42")), domain::UserId{42});
  EXPECT_EQ(*caller_with("bearer  " + token_of("42") + " "), domain::UserId{42});
}

TEST_F(AuthenticationTest, AsksForATokenWhereThereIsNone) {
  const auto anonymous = authentication.caller_of(Request{});
  EXPECT_EQ(anonymous.error().status, 401);
  EXPECT_EQ(anonymous.error().body, R"({"detail":"Not authenticated"})");
  for (const std::string& authorization : {std::string(), std::string("Bearer"), std::string("Bearer "),
                                           "Basic " + token_of("42"), token_of("42")})
    EXPECT_EQ(caller_with(authorization).error().status, 401) << authorization;
}

TEST_F(AuthenticationTest, RefusesATokenThatIsNotValid) {
  for (const std::string& token :
       {std::string("x"), token_of("42") + "x", token_of("42", std::chrono::seconds(0)), token_of("0"),
        token_of("ada"), token_of("042"), token_of("42") + " " + token_of("42")}) {
    const auto caller = caller_with("Bearer " + token);
    ASSERT_FALSE(caller) << token;
    EXPECT_EQ(caller.error().status, 403);
    EXPECT_EQ(caller.error().body, R"({"detail":"Could not validate credentials"})");
  }
}

}  // namespace
}  // namespace caravan::http
