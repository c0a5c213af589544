#include "jwks.hpp"

#include <optional>
#include <stdexcept>
#include <utility>

#include "base64url.hpp"
#include "json.hpp"
#include "key.hpp"
#include "public_key.hpp"

namespace auth_validator {
namespace {

constexpr std::size_t kKeysMax = 64;

// The members that make the key, in the order and form that RFC 7638 hashes.
std::string required_members(const EVP_PKEY& key) {
  if (algorithm_of(key) == Algorithm::eddsa)
    return R"("crv":"Ed25519","kty":"OKP","x":")" + base64url_encode(ed25519_bytes(key)) + '"';
  const RsaNumbers numbers = rsa_numbers(key);
  return R"("e":")" + base64url_encode(numbers.exponent) + R"(","kty":"RSA","n":")" +
         base64url_encode(numbers.modulus) + '"';
}

std::string bytes_of(const JsonObject& jwk, std::string_view name) {
  const std::string* text = jwk.text(name);
  const auto bytes = text ? base64url_decode(*text) : std::nullopt;
  if (!bytes)
    throw std::invalid_argument("a key of the set lacks \"" + std::string(name) + "\" in base64url");
  return *bytes;
}

bool says(const JsonObject& jwk, std::string_view name, std::string_view expected) {
  const std::string* text = jwk.text(name);
  return text && *text == expected;
}

bool fits(const JsonObject& jwk, Algorithm algorithm) {
  if (jwk.find("use") && !says(jwk, "use", "sig")) return false;
  if (jwk.find("alg") && !says(jwk, "alg", to_string(algorithm))) return false;
  switch (algorithm) {
    case Algorithm::hs256:
      return says(jwk, "kty", "oct");
    case Algorithm::rs256:
      return says(jwk, "kty", "RSA");
    case Algorithm::eddsa:
      return says(jwk, "kty", "OKP") && says(jwk, "crv", "Ed25519");
  }
  return false;
}

std::variant<Hmac, Pkey> material_of(const JsonObject& jwk, Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::hs256:
      return Hmac(bytes_of(jwk, "k"));
    case Algorithm::rs256:
      return rsa_from_numbers(bytes_of(jwk, "n"), bytes_of(jwk, "e"));
    case Algorithm::eddsa:
      return ed25519_from_bytes(bytes_of(jwk, "x"));
  }
  throw std::invalid_argument("unknown algorithm");
}

}  // namespace

std::string thumbprint(const EVP_PKEY& key) {
  const std::string canonical = '{' + required_members(key) + '}';
  std::string digest(32, '\0');
  if (EVP_Digest(canonical.data(), canonical.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
                 EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("OpenSSL failed to compute SHA-256");
  return base64url_encode(digest);
}

std::string to_jwks(const EVP_PKEY& key) {
  return R"({"keys":[{)" + required_members(key) + R"(,"use":"sig","alg":")" +
         std::string(to_string(algorithm_of(key))) + R"(","kid":")" + thumbprint(key) + R"("}]})";
}

VerificationKeys VerificationKeys::from_jwks(std::string_view json, Algorithm algorithm) {
  const auto set = parse_json_objects_of(json, "keys");
  if (!set) throw std::invalid_argument("not a JSON Web Key Set");
  if (set->size() > kKeysMax) throw std::invalid_argument("more than 64 keys in one set");
  std::vector<std::shared_ptr<const Key>> keys;
  for (const JsonObject& jwk : *set) {
    if (!fits(jwk, algorithm)) continue;
    const std::string* id = jwk.text("kid");
    keys.push_back(std::make_shared<const Key>(Key{algorithm, id ? *id : "", material_of(jwk, algorithm)}));
  }
  if (keys.empty())
    throw std::invalid_argument("the key set holds no key for " + std::string(to_string(algorithm)));
  return VerificationKeys(std::move(keys));
}

}  // namespace auth_validator
