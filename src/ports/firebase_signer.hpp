#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "domain/ids.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"

namespace caravan::ports {

// What a Firebase custom token says; who signs it says in whose name.
struct FirebaseClaims {
  domain::UserId user;
  std::int64_t session_epoch = 0;
  std::chrono::sys_seconds issued_at;
  std::chrono::sys_seconds expires_at;  // at most an hour later
};

// Signs Firebase custom tokens in the name of a service account. Thread-safe.
class FirebaseSigner {
 public:
  virtual ~FirebaseSigner() = default;

  // The token, a JWT that Firebase's `signInWithCustomToken` takes. Ends within the signer's own deadline:
  // `unavailable` when who holds the key does not answer or refuses, `overloaded` when too many wait for it.
  virtual Task<Result<std::string>> sign(FirebaseClaims claims) = 0;
};

}  // namespace caravan::ports
