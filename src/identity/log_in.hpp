#pragma once

#include <optional>
#include <string>

#include "domain/account.hpp"
#include "identity/password_hasher.hpp"
#include "ports/accounts.hpp"

namespace caravan::identity {

// Tells people by their passwords. Thread-safe. Owns nothing it refers to.
//
// An unknown name costs the hash of a known one, so that the time of an answer does not tell who has an
// account. (Accounts that were made with other hashing costs than today's still differ.)
class LogIn {
 public:
  LogIn(ports::Accounts& accounts, PasswordHasher& hasher) : accounts_(accounts), hasher_(hasher) {}

  // None when the name or the password is wrong. `username` is as it was typed.
  ports::Task<ports::Result<std::optional<domain::Account>>> check(std::string username, std::string password,
                                                                   runtime::Share share = {});

 private:
  ports::Task<ports::Result<bool>> matches(const ports::Result<ports::Credentials>& known,
                                           std::string password, runtime::Share share);

  ports::Accounts& accounts_;
  PasswordHasher& hasher_;
};

}  // namespace caravan::identity
