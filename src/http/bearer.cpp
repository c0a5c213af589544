#include "http/bearer.hpp"

#include <auth_validator/validator.hpp>

namespace caravan::http {

std::variant<Bearer, TokenFailure> bearer_of(const auth_validator::Validator& validator,
                                             std::string_view token) {
  const auto validation = validator.validate(token);
  if (const auto* failure = std::get_if<auth_validator::Failure>(&validation))
    return *failure == auth_validator::Failure::expired ? TokenFailure::expired : TokenFailure::invalid;
  const auto& identity = std::get<auth_validator::Identity>(validation);
  const auto user = domain::UserId::parse(identity.user_id);
  if (!user) return TokenFailure::invalid;
  return Bearer{*user, identity.expires_at};
}

}  // namespace caravan::http
