#include "wire/google_bodies.hpp"

#include <gtest/gtest.h>

namespace caravan::wire {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

TEST(GoogleBodies, ACustomTokensPayload) {
  EXPECT_EQ(
      encode(CustomToken{.account = "caravan@demo.iam.gserviceaccount.com",
                         .user = domain::UserId{42},
                         .epoch = 3,
                         .issued_at = sys_seconds(seconds(1'000)),
                         .expires_at = sys_seconds(seconds(4'600))}),
      R"({"iss":"caravan@demo.iam.gserviceaccount.com","sub":"caravan@demo.iam.gserviceaccount.com",)"
      R"("aud":"https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit",)"
      R"("iat":1000,"exp":4600,"uid":"42","claims":{"epoch":3}})");
}

TEST(GoogleBodies, AnAccountCannotAddToThePayload) {
  const auto json = encode(CustomToken{.account = R"(a","uid":"1)", .user = domain::UserId{2}});
  EXPECT_NE(json.find(R"("iss":"a\",\"uid\":\"1")"), std::string::npos) << json;
}

TEST(GoogleBodies, WhatBrokersAreTold) {
  EXPECT_EQ(encode(BrokerClaims{.account = R"(a"b@demo.iam.gserviceaccount.com)",
                                .issued_at = sys_seconds(seconds(1'000)),
                                .expires_at = sys_seconds(seconds(4'600))}),
            R"({"exp":4600,"iss":"Google","iat":1000,"scope":"kafka",)"
            R"("sub":"a\"b@demo.iam.gserviceaccount.com"})");
}

TEST(GoogleBodies, SignJwtTakesThePayloadAsText) {
  EXPECT_EQ(encode_sign_jwt(R"({"iat":1})"), R"({"payload":"{\"iat\":1}"})");
  EXPECT_EQ(parse_signed_jwt(R"({"keyId":"k","signedJwt":"a.b.c"})"), "a.b.c");
  for (const auto* other : {"", "[]", "{}", R"({"signedJwt":7})", R"({"signedJwt":""})", R"({"error":{}})"})
    EXPECT_FALSE(parse_signed_jwt(other)) << other;
}

TEST(GoogleBodies, AServiceAccountsKey) {
  const auto key = parse_service_account_key(
      R"({"type":"service_account","client_email":"a@b","private_key":"-----BEGIN\n","token_uri":"…"})");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->email, "a@b");
  EXPECT_EQ(key->private_key, "-----BEGIN\n");
  for (const auto* other :
       {"", "no JSON", R"({"type":"authorized_user","client_email":"a","private_key":"b"})",
        R"({"type":"service_account","private_key":"b"})",
        R"({"type":"service_account","client_email":"a","private_key":1})"})
    EXPECT_FALSE(parse_service_account_key(other)) << other;
}

TEST(GoogleBodies, AnAccessToken) {
  const auto token = parse_access_token(R"({"access_token":"ya29","expires_in":3599,"token_type":"Bearer"})");
  ASSERT_TRUE(token);
  EXPECT_EQ(token->text, "ya29");
  EXPECT_EQ(token->lifetime, seconds(3599));
  for (const auto* other : {"", R"({"access_token":"a"})", R"({"access_token":"a","expires_in":-1})",
                            R"({"access_token":"a","expires_in":"soon"})", R"({"expires_in":5})"})
    EXPECT_FALSE(parse_access_token(other)) << other;
}

}  // namespace
}  // namespace caravan::wire
