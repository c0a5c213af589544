#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "auth_validator/validator.hpp"
#include "key.hpp"

namespace auth_validator {

// A compact JWS, taken apart but not yet believed. `signed_part` points into the token it was parsed from.
struct Token {
  std::string_view signed_part;  // header and claims as they were sent
  std::string signature;
  std::string claims;                 // JSON text
  std::optional<std::string> key_id;  // the header's `kid`
};

// `wrong_algorithm` unless the header names exactly `expected`.
std::variant<Token, Failure> parse_token(std::string_view token, Algorithm expected);

// None when the signature is that of one of `keys`.
std::optional<Failure> check_signature(const Token& token, const VerificationKeys& keys);

// What verified claims say at the time `now`.
Validation check_claims(std::string_view claims, std::chrono::system_clock::time_point now);

}  // namespace auth_validator
