#include <auth_validator/issuer.hpp>
#include <auth_validator/validator.hpp>
#include <chrono>
#include <stdexcept>
#include <string>

#include "base64url.hpp"
#include "fuzz/fuzz_target.hpp"
#include "hmac.hpp"

// One input is tried as a token, as a key set, and (a header, a zero byte, claims) as what somebody with the
// key signed: no search would ever guess a signature.
namespace caravan::fuzz {
namespace {

using auth_validator::Algorithm;
using auth_validator::VerificationKeys;

constexpr std::string_view kSecret = "an hs256 secret of 32 bytes or so";
constexpr std::chrono::system_clock::time_point kNow(std::chrono::seconds(1'800'000'000));

auth_validator::Validator validator_for(VerificationKeys keys) {
  return auth_validator::Validator(std::move(keys), {.now = [] { return kNow; }});
}

bool accepts(const auth_validator::Validator& validator, std::string_view token) {
  const auto validation = validator.validate(token);
  const auto* identity = std::get_if<auth_validator::Identity>(&validation);
  expect(!identity || identity->expires_at > kNow, "what is accepted has not expired");
  // The second time it may come from the cache.
  expect(validator.validate(token).index() == validation.index(), "a verdict is the same twice");
  return identity != nullptr;
}

std::string sign(std::string_view header, std::string_view claims) {
  using auth_validator::base64url_encode;
  const std::string signed_part = base64url_encode(header) + '.' + base64url_encode(claims);
  return signed_part + '.' + base64url_encode(auth_validator::Hmac(kSecret).sign(signed_part));
}

void try_as_key_set(std::string_view json, Algorithm algorithm) {
  try {
    const auto keys = VerificationKeys::from_jwks(json, algorithm);
    expect(!keys.keys().empty(), "a key set that is taken has keys");
    expect(keys.algorithm() == algorithm, "a key set has the algorithm that was asked for");
    static const auto token = auth_validator::Issuer::hs256(kSecret).issue(
        {"42", std::nullopt, kNow, kNow + std::chrono::minutes(1)});
    expect(!accepts(validator_for(keys), token), "no public key accepts a secret's token");
  } catch (const std::invalid_argument&) {
    // The documented answer to a bad key set.
  }
}

}  // namespace
}  // namespace caravan::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan::fuzz;
  const auto input = text_of(data, size);
  static const auto validator = validator_for(VerificationKeys::hs256(kSecret));
  if (const auto end = input.find('\0'); end != input.npos) {
    accepts(validator, sign(input.substr(0, end), input.substr(end + 1)));
    return 0;
  }
  accepts(validator, input);
  try_as_key_set(input, Algorithm::rs256);
  try_as_key_set(input, Algorithm::eddsa);
  return 0;
}
