#include "http/authentication.hpp"

#include <optional>
#include <string_view>
#include <variant>

#include "http/bearer.hpp"
#include "http/problem.hpp"
#include "http/text.hpp"

namespace caravan::http {
namespace {

std::optional<std::string_view> bearer_token(const Request& request) {
  auto credentials = request.header("Authorization");
  if (!credentials) return std::nullopt;
  std::string_view rest = trim(*credentials);
  const std::string_view scheme = take_until(rest, ' ');
  const std::string_view token = trim(rest);
  if (!equals_ignoring_case(scheme, "Bearer") || token.empty()) return std::nullopt;
  return token;
}

}  // namespace

Caller Authentication::caller_of(const Request& request) const {
  const auto token = bearer_token(request);
  if (!token) return not_authenticated();
  const auto checked = bearer_of(validator_, *token);
  const auto* const bearer = std::get_if<Bearer>(&checked);
  if (!bearer) {
    if (std::get<TokenFailure>(checked) == TokenFailure::invalid)
      refused_.failed(clock_.now(), {{"address", request.client}, {"request_id", request.id}});
    return bad_credentials();
  }
  return bearer->user;
}

}  // namespace caravan::http
