#include "auth_validator/validator.hpp"

#include <gtest/gtest.h>

#include "auth_validator/issuer.hpp"
#include "base64url.hpp"
#include "hmac.hpp"
#include "test_keys.hpp"

namespace auth_validator {
namespace {

using std::chrono::seconds;
using TimePoint = std::chrono::system_clock::time_point;

constexpr TimePoint kNow(seconds(1'800'000'000));

std::string signed_by(std::string_view secret, std::string_view header, std::string_view claims) {
  const std::string signed_part = base64url_encode(header) + '.' + base64url_encode(claims);
  return signed_part + '.' + base64url_encode(Hmac(secret).sign(signed_part));
}

std::string hs256(std::string_view claims, std::string_view header = R"({"alg":"HS256","typ":"JWT"})") {
  return signed_by(test::kSecret, header, claims);
}

const std::string kGoodClaims = R"({"exp":1800000060,"user_id":"42"})";

class ValidatorTest : public testing::Test {
 protected:
  Failure failure(std::string_view token) {
    const auto validation = validator.validate(token);
    const auto* failure = std::get_if<Failure>(&validation);
    if (!failure) throw std::logic_error("the token was accepted");
    return *failure;
  }
  bool accepts(std::string_view token) { return std::holds_alternative<Identity>(validator.validate(token)); }

  TimePoint now = kNow;
  Validator validator{VerificationKeys::hs256(test::kSecret), {.now = [this] { return now; }}};
};

TEST_F(ValidatorTest, SaysWhoAGoodTokenSpeaksForAndUntilWhen) {
  const auto validation = validator.validate(hs256(kGoodClaims));
  EXPECT_EQ(std::get<Identity>(validation).user_id, "42");
  EXPECT_EQ(std::get<Identity>(validation).expires_at, kNow + seconds(60));
}

TEST_F(ValidatorTest, RefusesATokenWithAnyCharacterChanged) {
  const std::string good = hs256(kGoodClaims);
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string tampered = good;
    tampered[at] = tampered[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(accepts(tampered)) << at;
  }
  EXPECT_TRUE(accepts(good));
}

TEST_F(ValidatorTest, RefusesWhatIsNoCompactJws) {
  const std::string good = hs256(kGoodClaims);
  for (const std::string& token :
       {std::string(), std::string("."), std::string(".."), std::string("a.b"), good + ".", good + "=",
        good + "\n", " " + good, "." + good, hs256("[]"), hs256("{\"exp\":1800000060,\"user_id\":\"42\""),
        hs256(kGoodClaims, "[]"), hs256(kGoodClaims, "{}"), hs256(kGoodClaims, R"({"alg":1})"),
        hs256(kGoodClaims, R"({"alg":"HS256","kid":1})")})
    EXPECT_EQ(failure(token), Failure::malformed) << token;
}

TEST_F(ValidatorTest, RefusesATokenLongerThanAllowed) {
  EXPECT_EQ(failure(hs256(R"({"exp":1800000060,"user_id":")" + std::string(4096, 'a') + "\"}")),
            Failure::malformed);
}

TEST_F(ValidatorTest, RefusesMembersGivenTwice) {
  EXPECT_EQ(failure(hs256(R"({"exp":1800000060,"user_id":"42","user_id":"1"})")), Failure::malformed);
  EXPECT_EQ(failure(hs256(kGoodClaims, R"({"alg":"none","alg":"HS256"})")), Failure::malformed);
}

TEST_F(ValidatorTest, RefusesEveryOtherAlgorithm) {
  for (const char* algorithm : {"none", "None", "", "hs256", "HS512", "RS256", "EdDSA"})
    EXPECT_EQ(failure(hs256(kGoodClaims, R"({"alg":")" + std::string(algorithm) + "\"}")),
              Failure::wrong_algorithm)
        << algorithm;
  EXPECT_EQ(failure(base64url_encode(R"({"alg":"none"})") + '.' + base64url_encode(kGoodClaims) + '.'),
            Failure::wrong_algorithm);
}

TEST_F(ValidatorTest, NeverTakesAPublicKeyForASecret) {
  const std::string pem = test::public_pem(test::new_rsa(2048));
  const Validator rs256(VerificationKeys::from_public_pem(pem), {.now = [] { return kNow; }});
  const auto forged = signed_by(pem, R"({"alg":"HS256"})", kGoodClaims);
  EXPECT_EQ(std::get<Failure>(rs256.validate(forged)), Failure::wrong_algorithm);
  const auto renamed = signed_by(pem, R"({"alg":"RS256"})", kGoodClaims);
  EXPECT_EQ(std::get<Failure>(rs256.validate(renamed)), Failure::bad_signature);
}

TEST_F(ValidatorTest, RefusesExtensionsItDoesNotKnow) {
  EXPECT_EQ(failure(hs256(kGoodClaims, R"({"alg":"HS256","crit":["b64"],"b64":false})")),
            Failure::unsupported_header);
}

TEST_F(ValidatorTest, RefusesTheSignatureOfAnotherSecret) {
  EXPECT_EQ(failure(signed_by("another secret of at least 32 bytes", R"({"alg":"HS256"})", kGoodClaims)),
            Failure::bad_signature);
  const std::string good = hs256(kGoodClaims);
  EXPECT_EQ(failure(good.substr(0, good.rfind('.') + 1)), Failure::bad_signature);
}

TEST_F(ValidatorTest, WantsItsClaimsWithTheirTypes) {
  for (const char* claims :
       {"{}", R"({"exp":1800000060})", R"({"user_id":"42"})", R"({"exp":"1800000060","user_id":"42"})",
        R"({"exp":true,"user_id":"42"})", R"({"exp":1800000060,"user_id":42})",
        R"({"exp":1800000060,"user_id":""})", R"({"exp":1800000060,"user_id":null})",
        R"({"exp":1800000060,"user_id":"42","nbf":"0"})"})
    EXPECT_EQ(failure(hs256(claims)), Failure::missing_claim) << claims;
}

TEST_F(ValidatorTest, HonoursTheTimesOfAToken) {
  EXPECT_EQ(failure(hs256(R"({"exp":1800000000,"user_id":"42"})")), Failure::expired);
  EXPECT_EQ(failure(hs256(R"({"exp":-1e300,"user_id":"42"})")), Failure::expired);
  EXPECT_TRUE(accepts(hs256(R"({"exp":1800000000.5,"user_id":"42"})")));
  EXPECT_TRUE(accepts(hs256(R"({"exp":1e300,"user_id":"42"})")));
  EXPECT_TRUE(accepts(hs256(R"({"exp":1800000060,"nbf":1800000000,"user_id":"42"})")));
  EXPECT_EQ(failure(hs256(R"({"exp":1800000060,"nbf":1800000001,"user_id":"42"})")), Failure::not_yet_valid);
}

TEST_F(ValidatorTest, RefusesARememberedTokenOnceItExpires) {
  const std::string token = hs256(kGoodClaims);
  EXPECT_TRUE(accepts(token));
  now = kNow + seconds(59);
  EXPECT_TRUE(accepts(token));
  now = kNow + seconds(60);
  EXPECT_EQ(failure(token), Failure::expired);
}

TEST_F(ValidatorTest, ChecksWithoutAMemoryAsWell) {
  const Validator forgetful(VerificationKeys::hs256(test::kSecret),
                            {.cache_tokens_max = 0, .now = [] { return kNow; }});
  for (int i = 0; i < 2; ++i)
    EXPECT_TRUE(std::holds_alternative<Identity>(forgetful.validate(hs256(kGoodClaims))));
}

TEST(ValidatorKeyIds, ChooseAmongTheKeysOfASet) {
  const auto first = std::string("first secret of the set, long enough");
  const auto second = std::string("second secret of the set, long enough");
  const std::string set = R"({"keys":[{"kty":"oct","kid":"1","k":")" + base64url_encode(first) +
                          R"("},{"kty":"oct","kid":"2","k":")" + base64url_encode(second) + R"("}]})";
  const Validator validator(VerificationKeys::from_jwks(set, Algorithm::hs256), {.now = [] { return kNow; }});
  const auto verdict = [&](const std::string& secret, const char* header) {
    const auto validation = validator.validate(signed_by(secret, header, kGoodClaims));
    const auto* failure = std::get_if<Failure>(&validation);
    return failure ? to_string(*failure) : "accepted";
  };
  EXPECT_EQ(verdict(second, R"({"alg":"HS256","kid":"2"})"), "accepted");
  EXPECT_EQ(verdict(second, R"({"alg":"HS256","kid":"1"})"), "bad_signature");
  EXPECT_EQ(verdict(second, R"({"alg":"HS256","kid":"3"})"), "unknown_key");
  EXPECT_EQ(verdict(second, R"({"alg":"HS256"})"), "accepted");
}

// The tokens of the RFCs name no user, so a verified one is refused for that, a tampered one for its
// signature.
struct RfcToken {
  const char* name;
  Algorithm algorithm;
  std::string jwk;
  std::string token;
  Failure when_verified;
};

class RfcTokens : public testing::TestWithParam<RfcToken> {};

TEST_P(RfcTokens, AreVerifiedAsPrinted) {
  const auto& [name, algorithm, jwk, token, when_verified] = GetParam();
  const Validator validator(VerificationKeys::from_jwks("{\"keys\":[" + jwk + "]}", algorithm));
  EXPECT_EQ(std::get<Failure>(validator.validate(token)), when_verified);
  std::string tampered = token;
  char& changed = tampered[token.rfind('.') + 5];
  changed = changed == 'A' ? 'B' : 'A';
  EXPECT_EQ(std::get<Failure>(validator.validate(tampered)), Failure::bad_signature);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc7515And8037, RfcTokens,
    testing::Values(
        RfcToken{
            "Rfc7515A1", Algorithm::hs256,
            R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})",
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            Failure::missing_claim},
        RfcToken{
            "Rfc7515A2", Algorithm::rs256,
            R"({"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"})",
            "eyJhbGciOiJSUzI1NiJ9."
            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
            "O8W2Fp5jujGbds9uJ"
            "dbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
            "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN"
            "9383LcOLn6_dO--xi12jzDwusC-"
            "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXL"
            "IhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
            Failure::missing_claim},
        RfcToken{"Rfc8037A4", Algorithm::eddsa,
                 R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
                 "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
                 "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
                 Failure::malformed}),
    [](const auto& vector) { return vector.param.name; });

}  // namespace
}  // namespace auth_validator
