#pragma once

#include <span>
#include <string>
#include <string_view>

#include "domain/account.hpp"
#include "wire/parsed.hpp"

// The bodies of the routes under /auth/api; contract: api/openapi.yaml. Every function here is thread-safe.
namespace caravan::wire {

struct NewUser {
  std::string username, password;  // as sent: what they must look like is for the accounts to say
};
Parsed<NewUser> parse_new_user(std::string_view json);

struct LoginForm {
  std::string username, password;
};
// `application/x-www-form-urlencoded`, an OAuth 2 password grant. Fields beside username, password and
// grant_type are ignored.
Parsed<LoginForm> parse_login_form(std::string_view form);
// The same as `multipart/form-data`, which other clients of that grant send.
Parsed<LoginForm> parse_login_multipart(std::string_view body, std::string_view boundary);

std::string encode(const domain::Account& account);
std::string encode(std::span<const domain::Account> accounts);

struct Login {
  std::string access_token;
  domain::Account account;
  bool administrator = false;
};
std::string encode(const Login& login);

// Of any role.
std::string encode_healthy();

}  // namespace caravan::wire
