#pragma once

#include <optional>
#include <string>
#include <variant>

#include "domain/account.hpp"
#include "identity/password_hasher.hpp"
#include "identity/username.hpp"
#include "ports/accounts.hpp"

namespace caravan::identity {

enum class PasswordFault { too_short, too_long };

// Why a new account cannot be had as it was asked for; never without one of the two.
struct UnfitForm {
  std::optional<UsernameFault> username;
  std::optional<PasswordFault> password;
};

// Both are right, and the name is as it will be stored.
struct SignUpForm {
  std::string username, password;
};
std::variant<SignUpForm, UnfitForm> check_sign_up(std::string_view username, std::string password);

// Makes accounts. Thread-safe. Owns nothing it refers to.
class SignUp {
 public:
  SignUp(ports::Accounts& accounts, PasswordHasher& hasher) : accounts_(accounts), hasher_(hasher) {}

  // `conflict` when the name is taken.
  ports::Task<ports::Result<domain::Account>> create(SignUpForm form, runtime::Share share = {});

 private:
  ports::Accounts& accounts_;
  PasswordHasher& hasher_;
};

}  // namespace caravan::identity
