#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "auth_validator/keys.hpp"

namespace auth_validator {

// What a token says. Texts must be valid UTF-8; times are cut to whole seconds.
struct Claims {
  std::string user_id;
  std::optional<std::string> username;
  std::chrono::system_clock::time_point issued_at;
  std::chrono::system_clock::time_point expires_at;
};

// Signs the tokens that a Validator accepts. Immutable, cheap to copy, thread-safe. The factories throw
// `std::invalid_argument` with the reason for keys that are malformed or too weak.
class Issuer {
 public:
  static Issuer hs256(std::string_view secret);  // at least 32 bytes
  static Issuer from_private_pem(
      std::string_view pem);  // RSA of at least 2048 bits (RS256), or Ed25519 (EdDSA)

  Algorithm algorithm() const;
  std::string issue(const Claims& claims) const;
  // What verifies this issuer's tokens.
  VerificationKeys verification_keys() const;
  // The public key as a JSON Web Key Set with its RFC 7638 thumbprint as `kid`; none for HS256, whose key is
  // secret.
  std::optional<std::string> jwks() const;

 private:
  struct State;
  explicit Issuer(std::shared_ptr<const State> state);

  std::shared_ptr<const State> state_;
};

}  // namespace auth_validator
