#pragma once

#include <optional>
#include <string>
#include <variant>

#include "domain/account.hpp"
#include "identity/password_hasher.hpp"
#include "identity/username.hpp"
#include "ports/accounts.hpp"

namespace caravan::identity {

enum class PasswordFault { too_short, too_long, too_common, is_the_name };

// Why a new account cannot be had as it was asked for; never without a reason.
struct UnfitForm {
  std::optional<text::NameFault> username;
  bool username_is_reserved = false;
  std::optional<PasswordFault> password;
};

// Both are right, and as they will be stored or hashed.
struct SignUpForm {
  std::string username, password;
};
std::variant<SignUpForm, UnfitForm> check_sign_up(std::string_view username, std::string password);

// Makes accounts. Thread-safe. Owns nothing it refers to.
class SignUp {
 public:
  SignUp(ports::Accounts& accounts, PasswordHasher& hasher) : accounts_(accounts), hasher_(hasher) {}

  // `conflict` when the name, or one that looks like it, is taken.
  ports::Task<ports::Result<domain::Account>> create(SignUpForm form, runtime::Share share = {});

 private:
  ports::Accounts& accounts_;
  PasswordHasher& hasher_;
};

}  // namespace caravan::identity
