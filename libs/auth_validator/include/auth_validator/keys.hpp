#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace auth_validator {

enum class Algorithm { hs256, rs256, eddsa };

// Keys that verify tokens, all of one algorithm. Immutable and cheap to copy. The factories throw
// `std::invalid_argument` with the reason for keys that are malformed or too weak.
class VerificationKeys {
 public:
  static VerificationKeys hs256(std::string_view secret);         // at least 32 bytes
  static VerificationKeys from_public_pem(std::string_view pem);  // RSA of at least 2048 bits, or Ed25519
  static VerificationKeys from_jwks(std::string_view json,
                                    Algorithm algorithm);  // RFC 7517; other kinds are skipped

  Algorithm algorithm() const;

  struct Key;  // private to the library
  const std::vector<std::shared_ptr<const Key>>& keys() const { return keys_; }

 private:
  std::vector<std::shared_ptr<const Key>> keys_;
};

}  // namespace auth_validator
