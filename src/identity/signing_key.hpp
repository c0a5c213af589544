#pragma once

#include <auth_validator/issuer.hpp>
#include <filesystem>

#include "runtime/random.hpp"

namespace caravan::identity {

// The files that hold a key. Both refuse a file that anybody but its owner may read or write, and throw
// `std::runtime_error` that names the file and what to do. For start-up: they block.

// HS256 with the secret in `path`, a final newline aside. Where there is no such file yet, makes one with 256
// random bits (mode 0600), whole or not at all; of two processes that do so at once, both get the same
// secret.
auth_validator::Issuer issuer_with_secret(const std::filesystem::path& path, runtime::Random& random);

// RS256 or EdDSA with the private key in `path` (PEM), which must exist.
auth_validator::Issuer issuer_with_private_key(const std::filesystem::path& path);

}  // namespace caravan::identity
