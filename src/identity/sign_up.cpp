#include "identity/sign_up.hpp"

#include <utility>

namespace caravan::identity {
namespace {

std::optional<PasswordFault> fault_of_password(const std::string& password) {
  if (password.size() < password_bytes_min) return PasswordFault::too_short;
  if (password.size() > password_bytes_max) return PasswordFault::too_long;
  return std::nullopt;
}

}  // namespace

std::variant<SignUpForm, UnfitForm> check_sign_up(std::string_view username, std::string password) {
  auto name = parse_username(username);
  const auto password_fault = fault_of_password(password);
  if (name && !password_fault) return SignUpForm{*std::move(name), std::move(password)};
  return UnfitForm{name ? std::nullopt : std::optional(name.error()), password_fault};
}

ports::Task<ports::Result<domain::Account>> SignUp::create(SignUpForm form, runtime::Share share) {
  // A taken name is no secret, and not worth a hash.
  const auto known = co_await accounts_.credentials(form.username);
  if (known) co_return ports::Error{ports::Errc::conflict, "the name is taken"};
  if (known.error().code != ports::Errc::not_found) co_return known.error();
  auto hash = co_await hasher_.hash(std::move(form.password), share);
  if (!hash) co_return hash.error();
  co_return co_await accounts_.create(std::move(form.username), *std::move(hash));
}

}  // namespace caravan::identity
