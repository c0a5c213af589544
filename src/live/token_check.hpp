#pragma once

#include <functional>
#include <string_view>
#include <variant>

#include "domain/ids.hpp"
#include "runtime/clock.hpp"

namespace auth_validator {
class Validator;
}

namespace caravan::live {

// Who a token speaks for.
struct Bearer {
  domain::UserId user;
  runtime::SystemTime expires_at;
};

enum class TokenFailure { expired, invalid };

// Thread-safe and quick: it runs on the event loops.
using TokenCheck = std::function<std::variant<Bearer, TokenFailure>(std::string_view token)>;

// Checks with `validator`, which must outlive the result.
TokenCheck check_with(const auth_validator::Validator& validator);

}  // namespace caravan::live
