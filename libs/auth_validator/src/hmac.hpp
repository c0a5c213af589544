#pragma once

#include <string>
#include <string_view>

#include "openssl.hpp"

namespace auth_validator {

// HMAC-SHA-256 with one secret. The key schedule is made once and copied per message. Thread-safe.
class Hmac {
 public:
  // Throws `std::invalid_argument` for a secret of fewer than 32 bytes (RFC 7518 section 3.2).
  explicit Hmac(std::string_view secret);

  std::string sign(std::string_view message) const;  // 32 bytes
  // In a time that does not depend on where the signatures differ.
  bool verify(std::string_view message, std::string_view signature) const;

 private:
  MacContext keyed_;
};

}  // namespace auth_validator
