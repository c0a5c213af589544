#pragma once

#include <string>
#include <variant>

#include "auth_validator/keys.hpp"
#include "hmac.hpp"
#include "openssl.hpp"

namespace auth_validator {

// Immutable after construction; OpenSSL's and the HMAC's verification are safe from several threads.
struct VerificationKeys::Key {
  Algorithm algorithm;
  std::string id;  // `kid`; empty when it has none and so answers to every name
  std::variant<Hmac, Pkey> material;

  bool verifies(std::string_view message, std::string_view signature) const;
};

}  // namespace auth_validator
