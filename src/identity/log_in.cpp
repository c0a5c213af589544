#include "identity/log_in.hpp"

#include <utility>

#include "identity/normal_password.hpp"
#include "identity/username.hpp"

namespace caravan::identity {

ports::Task<ports::Result<bool>> LogIn::matches(const ports::Result<ports::Credentials>& known,
                                                std::string password, runtime::Share share) {
  return known ? hasher_.verify(std::move(password), known->password_hash, share)
               : hasher_.verify_nobody(std::move(password), share);
}

ports::Task<ports::Result<std::optional<domain::Account>>> LogIn::check(std::string username,
                                                                        std::string password,
                                                                        runtime::Share share) {
  // A name that nobody can have is looked up all the same: skipping the store would show in the time.
  auto name = parse_username(username);
  if (name) username = *std::move(name);
  const auto known = co_await accounts_.credentials(std::move(username));
  if (!known && known.error().code != ports::Errc::not_found) co_return known.error();

  const auto normal = normal_password(password);
  auto right = co_await matches(known, normal, share);
  // Accounts of before passwords were brought into one form.
  if (right && !*right && normal != password) right = co_await matches(known, std::move(password), share);
  if (!right) co_return right.error();
  if (!*right) co_return std::optional<domain::Account>();
  co_return std::optional(known->account);
}

}  // namespace caravan::identity
