#include "auth_validator/issuer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>

#include "auth_validator/validator.hpp"
#include "base64url.hpp"
#include "test_keys.hpp"

namespace auth_validator {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

constexpr std::chrono::system_clock::time_point kNow(seconds(1'800'000'000));

Claims claims_of(std::string user_id) {
  return {std::move(user_id), std::nullopt, kNow, kNow + seconds(60)};
}

Validator validator_of(VerificationKeys keys) {
  return Validator(std::move(keys), {.now = [] { return kNow; }});
}

void expect_round_trip(const Issuer& issuer) {
  const auto validation = validator_of(issuer.verification_keys()).validate(issuer.issue(claims_of("42")));
  const auto* identity = std::get_if<Identity>(&validation);
  ASSERT_TRUE(identity) << to_string(std::get<Failure>(validation));
  EXPECT_EQ(identity->user_id, "42");
  EXPECT_EQ(identity->expires_at, kNow + seconds(60));
}

TEST(Issuer, MakesTokensThatItsKeysVerify) {
  expect_round_trip(Issuer::hs256(test::kSecret));
  expect_round_trip(Issuer::from_private_pem(test::private_pem(test::new_rsa(2048))));
  expect_round_trip(Issuer::from_private_pem(test::private_pem(test::new_ed25519())));
}

TEST(Issuer, PublishesItsPublicKeyAlone) {
  EXPECT_FALSE(Issuer::hs256(test::kSecret).jwks());
  for (const auto& key : {test::private_pem(test::new_rsa(2048)), test::private_pem(test::new_ed25519())}) {
    const auto issuer = Issuer::from_private_pem(key);
    const auto published = VerificationKeys::from_jwks(*issuer.jwks(), issuer.algorithm());
    const auto validation = validator_of(published).validate(issuer.issue(claims_of("1")));
    EXPECT_TRUE(std::holds_alternative<Identity>(validation));
    EXPECT_THAT(*issuer.jwks(), Not(HasSubstr(R"("d":)")));
  }
}

TEST(Issuer, NamesItsKeyInEachToken) {
  const auto issuer = Issuer::from_private_pem(test::private_pem(test::new_ed25519()));
  const auto other = Issuer::from_private_pem(test::private_pem(test::new_ed25519()));
  const auto validation = validator_of(other.verification_keys()).validate(issuer.issue(claims_of("1")));
  EXPECT_EQ(std::get<Failure>(validation), Failure::unknown_key);
}

TEST(Issuer, WritesWholeSecondsAndEscapedTexts) {
  const Claims claims{"7", "a\"b", kNow + std::chrono::milliseconds(900), kNow + seconds(60)};
  const std::string token = Issuer::hs256(test::kSecret).issue(claims);
  const auto first_dot = token.find('.'), last_dot = token.rfind('.');
  EXPECT_EQ(base64url_decode(token.substr(0, first_dot)), R"({"alg":"HS256","typ":"JWT"})");
  EXPECT_EQ(base64url_decode(token.substr(first_dot + 1, last_dot - first_dot - 1)),
            R"({"exp":1800000060,"iat":1800000000,"user_id":"7","username":"a\"b"})");
}

TEST(Issuer, RefusesKeysItCannotUse) {
  EXPECT_THROW(Issuer::hs256("short"), std::invalid_argument);
  EXPECT_THROW(Issuer::from_private_pem("nonsense"), std::invalid_argument);
  EXPECT_THROW(Issuer::from_private_pem(test::public_pem(test::new_ed25519())), std::invalid_argument);
  EXPECT_THROW(Issuer::from_private_pem(test::private_pem(test::new_p256())), std::invalid_argument);
  EXPECT_THROW(Issuer::from_private_pem(test::private_pem(test::new_rsa(1024))), std::invalid_argument);
}

}  // namespace
}  // namespace auth_validator
