#pragma once

#include <functional>
#include <string_view>
#include <variant>

#include "http/bearer.hpp"

namespace caravan::live {

using http::Bearer;
using http::TokenFailure;

// Thread-safe and quick: it runs on the event loops.
using TokenCheck = std::function<std::variant<Bearer, TokenFailure>(std::string_view token)>;

// Checks with `validator`, which must outlive the result.
TokenCheck check_with(const auth_validator::Validator& validator);

}  // namespace caravan::live
