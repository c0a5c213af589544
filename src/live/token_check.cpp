#include "live/token_check.hpp"

namespace caravan::live {

TokenCheck check_with(const auth_validator::Validator& validator) {
  return [&validator](std::string_view token) { return http::bearer_of(validator, token); };
}

}  // namespace caravan::live
