#include "auth_validator/issuer.hpp"

#include <utility>
#include <variant>

#include "base64url.hpp"
#include "hmac.hpp"
#include "json.hpp"
#include "jwks.hpp"
#include "key.hpp"
#include "public_key.hpp"

namespace auth_validator {
namespace {

std::string header_of(Algorithm algorithm, std::string_view key_id) {
  std::string json = R"({"alg":")" + std::string(to_string(algorithm)) + R"(","typ":"JWT")";
  if (!key_id.empty()) json += R"(,"kid":")" + std::string(key_id) + '"';
  return base64url_encode(json + '}');
}

std::string seconds(std::chrono::system_clock::time_point time) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count());
}

std::string json_of(const Claims& claims) {
  std::string json =
      R"({"exp":)" + seconds(claims.expires_at) + R"(,"iat":)" + seconds(claims.issued_at) + R"(,"user_id":)";
  append_json_string(json, claims.user_id);
  if (claims.username) {
    json += R"(,"username":)";
    append_json_string(json, *claims.username);
  }
  return json + '}';
}

}  // namespace

struct Issuer::State {
  Algorithm algorithm;
  std::variant<Hmac, Pkey> material;
  std::string header;  // encoded; the same for every token
  VerificationKeys verification_keys;
  std::optional<std::string> jwks;

  std::string sign(std::string_view message) const {
    if (const auto* hmac = std::get_if<Hmac>(&material)) return hmac->sign(message);
    return auth_validator::sign(*std::get<Pkey>(material), message);
  }
};

Issuer::Issuer(std::shared_ptr<const State> state) : state_(std::move(state)) {}

Issuer Issuer::hs256(std::string_view secret) {
  return Issuer(
      std::make_shared<const State>(State{Algorithm::hs256, Hmac(secret), header_of(Algorithm::hs256, ""),
                                          VerificationKeys::hs256(secret), std::nullopt}));
}

Issuer Issuer::from_private_pem(std::string_view pem) {
  Pkey key = read_private_pem(pem);
  const Algorithm algorithm = algorithm_of(*key);
  std::string header = header_of(algorithm, thumbprint(*key));
  std::string jwks = to_jwks(*key);
  auto verification_keys = VerificationKeys::from_jwks(jwks, algorithm);
  return Issuer(std::make_shared<const State>(
      State{algorithm, std::move(key), std::move(header), std::move(verification_keys), std::move(jwks)}));
}

Algorithm Issuer::algorithm() const {
  return state_->algorithm;
}

std::string Issuer::issue(const Claims& claims) const {
  std::string token = state_->header + '.' + base64url_encode(json_of(claims));
  const std::string signature = base64url_encode(state_->sign(token));
  return token + '.' + signature;
}

VerificationKeys Issuer::verification_keys() const {
  return state_->verification_keys;
}

std::optional<std::string> Issuer::jwks() const {
  return state_->jwks;
}

}  // namespace auth_validator
