#pragma once

#include <string_view>
#include <variant>

#include "domain/ids.hpp"
#include "runtime/clock.hpp"

namespace auth_validator {
class Validator;
}

namespace caravan::http {

// Who a token speaks for.
struct Bearer {
  domain::UserId user;
  runtime::SystemTime expires_at;
};

enum class TokenFailure { expired, invalid };

// Thread-safe and quick: it runs on the event loops.
std::variant<Bearer, TokenFailure> bearer_of(const auth_validator::Validator& validator,
                                             std::string_view token);

}  // namespace caravan::http
