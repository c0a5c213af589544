#include "wire/google_bodies.hpp"

#include <simdjson.h>

#include "wire/json_text.hpp"

namespace caravan::wire {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kAudience =
    "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit";

// One answer and what is read of it.
class Answer {
 public:
  explicit Answer(std::string_view json) {
    is_object_ = parser_.parse(json.data(), json.size()).get(object_) == simdjson::SUCCESS;
  }

  // Empty when it is missing or no text.
  std::string text(const char* key) {
    std::string_view value;
    if (!is_object_ || object_[key].get(value) != simdjson::SUCCESS) return {};
    return std::string(value);
  }
  std::int64_t integer(const char* key) {
    std::int64_t value = 0;
    if (!is_object_ || object_[key].get(value) != simdjson::SUCCESS) return 0;
    return value;
  }

 private:
  dom::parser parser_;
  dom::object object_;
  bool is_object_ = false;
};

std::string seconds(std::chrono::sys_seconds time) {
  return std::to_string(time.time_since_epoch().count());
}

}  // namespace

std::optional<ServiceAccountKey> parse_service_account_key(std::string_view json) {
  Answer file(json);
  ServiceAccountKey key{file.text("client_email"), file.text("private_key")};
  if (file.text("type") != "service_account" || key.email.empty() || key.private_key.empty())
    return std::nullopt;
  return key;
}

std::string encode(const CustomToken& token) {
  std::string json = R"({"iss":)";
  append_json_string(json, token.account);
  json += R"(,"sub":)";
  append_json_string(json, token.account);
  json.append(R"(,"aud":")").append(kAudience);
  json.append(R"(","iat":)").append(seconds(token.issued_at));
  json.append(R"(,"exp":)").append(seconds(token.expires_at));
  json.append(R"(,"uid":")").append(token.user.to_string());
  json.append(R"(","claims":{"epoch":)").append(std::to_string(token.epoch));
  return json + "}}";
}

std::string encode(const BrokerClaims& claims) {
  std::string json = R"({"exp":)" + seconds(claims.expires_at);
  json.append(R"(,"iss":"Google","iat":)").append(seconds(claims.issued_at));
  json += R"(,"scope":"kafka","sub":)";
  append_json_string(json, claims.account);
  return json + '}';
}

std::string encode_sign_jwt(std::string_view payload) {
  std::string json = R"({"payload":)";
  append_json_string(json, payload);
  return json + '}';
}

std::optional<std::string> parse_signed_jwt(std::string_view json) {
  auto token = Answer(json).text("signedJwt");
  if (token.empty()) return std::nullopt;
  return token;
}

std::optional<AccessToken> parse_access_token(std::string_view json) {
  Answer answer(json);
  AccessToken token{answer.text("access_token"), std::chrono::seconds(answer.integer("expires_in"))};
  if (token.text.empty() || token.lifetime.count() <= 0) return std::nullopt;
  return token;
}

}  // namespace caravan::wire
