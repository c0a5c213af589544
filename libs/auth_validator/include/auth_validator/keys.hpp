#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace auth_validator {

enum class Algorithm { hs256, rs256, eddsa };

// The name in a token's `alg` header: "HS256", "RS256", "EdDSA".
std::string_view to_string(Algorithm algorithm);

// Keys that verify tokens, all of one algorithm; never empty. Immutable and cheap to copy. The factories
// throw `std::invalid_argument` with the reason for keys that are malformed, too weak or absent.
class VerificationKeys {
 public:
  static VerificationKeys hs256(std::string_view secret);         // at least 32 bytes
  static VerificationKeys from_public_pem(std::string_view pem);  // RSA of at least 2048 bits, or Ed25519
  // RFC 7517, at most 64 keys. Those of another kind, use or algorithm are skipped.
  static VerificationKeys from_jwks(std::string_view json, Algorithm algorithm);

  Algorithm algorithm() const;

  struct Key;  // private to the library
  explicit VerificationKeys(std::vector<std::shared_ptr<const Key>> keys);
  const std::vector<std::shared_ptr<const Key>>& keys() const { return keys_; }

 private:
  std::vector<std::shared_ptr<const Key>> keys_;
};

}  // namespace auth_validator
