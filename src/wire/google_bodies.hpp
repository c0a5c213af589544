#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.hpp"

// What is said to Google's identity services, and what they answer. Every function here is thread-safe.
namespace caravan::wire {

// A service account's key file, as the Cloud console gives it.
struct ServiceAccountKey {
  std::string email;
  std::string private_key;  // PEM
};
// None for anything else; it says no more, since what it was given may be a secret.
std::optional<ServiceAccountKey> parse_service_account_key(std::string_view json);

struct CustomToken {
  std::string_view account;  // the service account's e-mail
  domain::UserId user;
  std::int64_t epoch = 0;
  std::chrono::sys_seconds issued_at;
  std::chrono::sys_seconds expires_at;
};
// The payload of a Firebase custom token.
std::string encode(const CustomToken& token);

// Who proves himself to brokers of Google's Kafka, and until when.
struct BrokerClaims {
  std::string_view account;  // the service account's e-mail
  std::chrono::sys_seconds issued_at;
  std::chrono::sys_seconds expires_at;
};
std::string encode(const BrokerClaims& claims);

// The body for IAM's `signJwt`.
std::string encode_sign_jwt(std::string_view payload);
// The signed token in its answer; none when there is no such thing in it.
std::optional<std::string> parse_signed_jwt(std::string_view json);

// What the metadata server gives to those who run under a service account.
struct AccessToken {
  std::string text;
  std::chrono::seconds lifetime{};
};
std::optional<AccessToken> parse_access_token(std::string_view json);

}  // namespace caravan::wire
