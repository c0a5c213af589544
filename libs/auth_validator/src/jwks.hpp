#pragma once

#include <string>

#include "openssl.hpp"

namespace auth_validator {

// RFC 7638: the name of a public key that follows from the key itself, so that it changes with the key.
std::string thumbprint(const EVP_PKEY& key);

// The public half of `key` as a JSON Web Key Set of one key, named by its thumbprint.
std::string to_jwks(const EVP_PKEY& key);

}  // namespace auth_validator
