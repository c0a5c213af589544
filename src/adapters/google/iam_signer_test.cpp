#include "adapters/google/iam_signer.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "adapters/google/stub_service_fixture.hpp"
#include "runtime/manual_clock.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::google {
namespace {

using ports::Errc;
using runtime::run_to_end;
using Answer = StubService::Answer;
using Request = StubService::Request;

const ports::FirebaseClaims kClaims{domain::UserId{42}, 3,
                                    std::chrono::sys_seconds(std::chrono::seconds(1'000)),
                                    std::chrono::sys_seconds(std::chrono::seconds(4'600))};

class IamSignerTest : public testing::Test {
 protected:
  // The metadata server and IAM in one; a test changes what one of them says.
  Answer answer(const Request& request) {
    if (request.has("/service-accounts/default/token")) return token_;
    if (request.has("/service-accounts/default/email")) return {200, "own@demo.iam.gserviceaccount.com"};
    return sign_jwt_(request);
  }

  ports::Result<std::string> sign() { return run_to_end(signer_.sign(kClaims)); }
  std::size_t asked_for(std::string_view what) const {
    const auto requests = service_.requests();
    return static_cast<std::size_t>(std::count_if(requests.begin(), requests.end(),
                                                  [&](const auto& request) { return request.has(what); }));
  }

  Answer token_{200, R"({"access_token":"first","expires_in":3600,"token_type":"Bearer"})"};
  std::function<Answer(const Request&)> sign_jwt_ = [](const Request&) {
    return Answer{200, R"({"keyId":"1","signedJwt":"a.b.c"})"};
  };
  runtime::ManualClock clock_;
  StubService service_{[this](const Request& request) { return answer(request); }};
  Https https_{{.deadline = std::chrono::milliseconds(500)}};
  MetadataServer metadata_{{.url = service_.url()}, https_, clock_};
  IamSigner signer_{{.url = service_.url(), .account = ""}, https_, metadata_};
};

TEST_F(IamSignerTest, HasGoogleSignInTheNameOfTheProcessesAccount) {
  EXPECT_EQ(sign().value(), "a.b.c");
  const auto request = service_.requests().back();
  EXPECT_TRUE(
      request.has("POST /v1/projects/-/serviceAccounts/own@demo.iam.gserviceaccount.com:signJwt HTTP"));
  EXPECT_TRUE(request.has("Authorization: Bearer first\r\n"));
  EXPECT_NE(request.body.find(R"(\"uid\":\"42\",\"claims\":{\"epoch\":3})"), std::string::npos)
      << request.body;
  EXPECT_EQ(asked_for("Metadata-Flavor: Google\r\n"), 2u);
}

TEST_F(IamSignerTest, SignsInTheNameOfAnotherAccountWhenTold) {
  IamSigner other({.url = service_.url(), .account = "other@demo"}, https_, metadata_);
  EXPECT_TRUE(run_to_end(other.sign(kClaims)));
  EXPECT_TRUE(service_.requests().back().has("/serviceAccounts/other@demo:signJwt"));
  EXPECT_EQ(asked_for("/email"), 0u);
}

TEST_F(IamSignerTest, KeepsTheAccessTokenUntilItsLastMinute) {
  ASSERT_TRUE(sign());
  clock_.advance(std::chrono::minutes(58));
  ASSERT_TRUE(sign());
  EXPECT_EQ(asked_for("/token"), 1u);
  clock_.advance(std::chrono::minutes(1));
  ASSERT_TRUE(sign());
  EXPECT_EQ(asked_for("/token"), 2u);
  EXPECT_EQ(asked_for("/email"), 1u);
}

TEST_F(IamSignerTest, AsksForANewAccessTokenOnceWhenItIsRefused) {
  ASSERT_TRUE(sign());
  token_.body = R"({"access_token":"second","expires_in":3600})";
  sign_jwt_ = [](const Request& request) {
    return request.has("Bearer second") ? Answer{200, R"({"signedJwt":"d.e.f"})"} : Answer{401, ""};
  };
  EXPECT_EQ(sign().value(), "d.e.f");
  sign_jwt_ = [](const Request&) { return Answer{401, ""}; };
  EXPECT_EQ(sign().error().code, Errc::unavailable);
  EXPECT_EQ(asked_for(":signJwt"), 5u);
}

TEST_F(IamSignerTest, TellsTheOperatorWhatGoogleSaid) {
  sign_jwt_ = [](const Request&) { return Answer{403, R"({"error":"iam.serviceAccounts.signJwt denied"})"}; };
  const auto refused = sign();
  EXPECT_EQ(refused.error().code, Errc::unavailable);
  EXPECT_NE(refused.error().detail.find("403"), std::string::npos);
  EXPECT_NE(refused.error().detail.find("iam.serviceAccounts.signJwt denied"), std::string::npos);
}

TEST_F(IamSignerTest, IsUnavailableWhenAnybodyIsAway) {
  sign_jwt_ = [](const Request&) { return Answer{.silent = true}; };
  EXPECT_EQ(sign().error().code, Errc::unavailable);
  sign_jwt_ = [](const Request&) { return Answer{200, "<html>"}; };
  EXPECT_EQ(sign().error().code, Errc::unavailable);
  metadata_.forget_access_token();
  token_ = {404, "no such account"};
  EXPECT_EQ(sign().error().code, Errc::unavailable);
  token_ = {200, "{}"};
  EXPECT_EQ(sign().error().code, Errc::unavailable);
}

}  // namespace
}  // namespace caravan::google
