#include "auth_validator/keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>

#include "jwks.hpp"
#include "public_key.hpp"
#include "test_keys.hpp"

namespace auth_validator {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::string_view kRfc8037Key =
    R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";

TEST(Keys, RefuseAShortSecret) {
  EXPECT_THAT([] { VerificationKeys::hs256("too short"); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("at least 32 bytes")));
}

TEST(Keys, AreReadFromAPublicPem) {
  const auto rsa = test::new_rsa(2048), ed25519 = test::new_ed25519();
  EXPECT_EQ(VerificationKeys::from_public_pem(test::public_pem(rsa)).algorithm(), Algorithm::rs256);
  EXPECT_EQ(VerificationKeys::from_public_pem(test::public_pem(ed25519)).algorithm(), Algorithm::eddsa);
}

TEST(Keys, RefuseOtherPemsWithTheReason) {
  EXPECT_THAT([] { VerificationKeys::from_public_pem("nonsense"); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("not a public key in PEM")));
  EXPECT_THAT([] { VerificationKeys::from_public_pem(test::public_pem(test::new_rsa(1024))); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("this one has 1024")));
  EXPECT_THAT([] { VerificationKeys::from_public_pem(test::public_pem(test::new_p256())); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("only RSA and Ed25519")));
}

TEST(Keys, OfASetAreThoseOfTheWantedKind) {
  const std::string ed25519(kRfc8037Key);
  const std::string encryption = R"({"kty":"OKP","crv":"Ed25519","use":"enc","x":"AA"})";
  const std::string other_curve = R"({"kty":"OKP","crv":"X25519","x":"AA"})";
  const std::string other_algorithm = R"({"kty":"OKP","crv":"Ed25519","alg":"ES256","x":"AA"})";
  const std::string set =
      R"({"keys":[)" + encryption + ',' + other_curve + ',' + other_algorithm + ',' + ed25519 + "]}";
  EXPECT_EQ(VerificationKeys::from_jwks(set, Algorithm::eddsa).keys().size(), 1u);
  EXPECT_THAT([&] { VerificationKeys::from_jwks(set, Algorithm::rs256); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("no key for RS256")));
}

TEST(Keys, RefuseMalformedSets) {
  for (const char* json : {"", "[]", "{}", R"({"keys":1})", R"({"keys":[1]})", R"({"keys":[],"keys":[]})",
                           R"({"keys":[{"kty":"OKP","crv":"Ed25519"}]})",
                           R"({"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA"}]})"})
    EXPECT_THROW(VerificationKeys::from_jwks(json, Algorithm::eddsa), std::invalid_argument) << json;
}

TEST(Keys, RefuseAnEndlessSet) {
  std::string set = R"({"keys":[)" + std::string(kRfc8037Key);
  for (int i = 0; i < 64; ++i)
    set += ',' + std::string(kRfc8037Key);
  EXPECT_THROW(VerificationKeys::from_jwks(set + "]}", Algorithm::eddsa), std::invalid_argument);
}

TEST(Keys, AreNamedByTheThumbprintOfRfc8037) {
  const auto key = ed25519_from_bytes(
      "\xd7\x5a\x98\x01\x82\xb1\x0a\xb7\xd5\x4b\xfe\xd3\xc9\x64\x07\x3a\x0e\xe1\x72\xf3\xda\xa6\x23\x25\xaf"
      "\x02"
      "\x1a\x68\xf7\x07\x51\x1a");
  EXPECT_EQ(thumbprint(*key), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

}  // namespace
}  // namespace auth_validator
