#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "auth_validator/keys.hpp"

namespace auth_validator {

// Who a valid token speaks for.
struct Identity {
  std::string user_id;
  std::chrono::system_clock::time_point expires_at;
};

enum class Failure {
  malformed,           // not a compact JWS with a JSON header and JSON claims, or longer than allowed
  wrong_algorithm,     // signed with another algorithm than the one that is expected
  unsupported_header,  // asks for an extension (`crit`); there are none
  unknown_key,         // names a key (`kid`) that is not among the expected ones
  bad_signature,
  missing_claim,  // `exp` or `user_id` is absent, or one of them or `nbf` is of another type
  not_yet_valid,  // `nbf` is in the future
  expired,
};

// The enumerator's name, for logs and metrics.
std::string_view to_string(Failure failure);

using Validation = std::variant<Identity, Failure>;

struct Options {
  std::size_t token_bytes_max = 4096;
  // Verified tokens are remembered until they expire, so that one costs its signature only once; 0 remembers
  // none.
  std::size_t cache_tokens_max = 10'000;
  std::function<std::chrono::system_clock::time_point()> now = [] {
    return std::chrono::system_clock::now();
  };
};

// Checks the JSON Web Tokens that Caravan's auth role issues. Accepts exactly one algorithm, the one of its
// keys. Thread-safe. Never throws for a bad token.
class Validator {
 public:
  explicit Validator(VerificationKeys keys, Options options = {});
  Validator(Validator&&) noexcept;
  Validator& operator=(Validator&&) noexcept;
  ~Validator();

  Validation validate(std::string_view token) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auth_validator
