#pragma once

#include <string>
#include <string_view>

#include "domain/ids.hpp"
#include "wire/auth_bodies.hpp"
#include "wire/chat_bodies.hpp"
#include "wire/parsed.hpp"

// The other side of the routes' bodies: what a client writes and reads. Every function here is thread-safe.
namespace caravan::wire {

std::string encode(const NewUser& user);
std::string encode_direct_chat(domain::UserId one, domain::UserId other);
std::string encode(const NewMessage& message);

struct LoginAnswer {
  domain::UserId user;
  std::string access_token;
};
Parsed<LoginAnswer> parse_login_answer(std::string_view json);
Parsed<domain::ChatId> parse_chat_answer(std::string_view json);

}  // namespace caravan::wire
