#pragma once

#include <string>
#include <string_view>

#include "auth_validator/keys.hpp"
#include "openssl.hpp"

namespace auth_validator {

// The keys of RS256 and EdDSA. All functions throw `std::invalid_argument` with the reason for a key that
// cannot be used; none takes the ownership of what it is given.

Pkey read_public_pem(std::string_view pem);
Pkey read_private_pem(std::string_view pem);
Pkey rsa_from_numbers(std::string_view modulus, std::string_view exponent);  // big-endian
Pkey ed25519_from_bytes(std::string_view bytes);

// RS256 for RSA of at least 2048 bits, EdDSA for Ed25519.
Algorithm algorithm_of(const EVP_PKEY& key);

struct RsaNumbers {
  std::string modulus, exponent;  // big-endian, without leading zeros
};
RsaNumbers rsa_numbers(const EVP_PKEY& key);
std::string ed25519_bytes(const EVP_PKEY& key);

std::string sign(EVP_PKEY& key, std::string_view message);
bool verify(EVP_PKEY& key, std::string_view message, std::string_view signature);

}  // namespace auth_validator
