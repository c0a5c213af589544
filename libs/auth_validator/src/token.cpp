#include "token.hpp"

#include <chrono>
#include <cmath>
#include <utility>

#include "base64url.hpp"
#include "json.hpp"

namespace auth_validator {
namespace {

using TimePoint = std::chrono::system_clock::time_point;

struct Header {
  std::optional<std::string> key_id;
};

std::variant<Header, Failure> check_header(std::string_view text, Algorithm expected) {
  const auto header = parse_json_object(text);
  if (!header) return Failure::malformed;
  const std::string* algorithm = header->text("alg");
  if (!algorithm) return Failure::malformed;
  if (*algorithm != to_string(expected)) return Failure::wrong_algorithm;
  if (header->find("crit")) return Failure::unsupported_header;
  if (!header->find("kid")) return Header{};
  const std::string* key_id = header->text("kid");
  if (!key_id) return Failure::malformed;
  return Header{*key_id};
}

// Seconds since 1970, perhaps with a fraction (RFC 7519 section 2); what lies beyond the clock's range is its
// end.
std::optional<TimePoint> date_of(const JsonObject& claims, std::string_view name) {
  const JsonValue* value = claims.find(name);
  const double* number = value ? value->number() : nullptr;
  if (!number || !std::isfinite(*number)) return std::nullopt;
  const std::chrono::duration<double> since_epoch(*number);
  if (since_epoch >= TimePoint::max().time_since_epoch()) return TimePoint::max();
  if (since_epoch <= TimePoint::min().time_since_epoch()) return TimePoint::min();
  return TimePoint(std::chrono::duration_cast<TimePoint::duration>(since_epoch));
}

bool answers_to(const VerificationKeys::Key& key, const std::optional<std::string>& key_id) {
  return !key_id || key.id.empty() || key.id == *key_id;
}

}  // namespace

std::variant<Token, Failure> parse_token(std::string_view token, Algorithm expected) {
  const std::size_t first_dot = token.find('.');
  const std::size_t last_dot = token.rfind('.');
  if (first_dot == last_dot || token.find('.', first_dot + 1) != last_dot) return Failure::malformed;
  const auto header_text = base64url_decode(token.substr(0, first_dot));
  auto claims = base64url_decode(token.substr(first_dot + 1, last_dot - first_dot - 1));
  auto signature = base64url_decode(token.substr(last_dot + 1));
  if (!header_text || !claims || !signature) return Failure::malformed;

  auto header = check_header(*header_text, expected);
  if (const auto* failure = std::get_if<Failure>(&header)) return *failure;
  return Token{token.substr(0, last_dot), std::move(*signature), std::move(*claims),
               std::move(std::get<Header>(header).key_id)};
}

std::optional<Failure> check_signature(const Token& token, const VerificationKeys& keys) {
  bool any_key_tried = false;
  for (const auto& key : keys.keys()) {
    if (!answers_to(*key, token.key_id)) continue;
    if (key->verifies(token.signed_part, token.signature)) return std::nullopt;
    any_key_tried = true;
  }
  return any_key_tried ? Failure::bad_signature : Failure::unknown_key;
}

Validation check_claims(std::string_view text, TimePoint now) {
  const auto claims = parse_json_object(text);
  if (!claims) return Failure::malformed;
  const auto expires_at = date_of(*claims, "exp");
  const std::string* user_id = claims->text("user_id");
  if (!expires_at || !user_id || user_id->empty()) return Failure::missing_claim;
  if (claims->find("nbf")) {
    const auto not_before = date_of(*claims, "nbf");
    if (!not_before) return Failure::missing_claim;
    if (now < *not_before) return Failure::not_yet_valid;
  }
  if (now >= *expires_at) return Failure::expired;
  return Identity{*user_id, *expires_at};
}

}  // namespace auth_validator
