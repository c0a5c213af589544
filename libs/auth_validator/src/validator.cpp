#include "auth_validator/validator.hpp"

#include <optional>
#include <utility>

#include "token.hpp"
#include "token_cache.hpp"

namespace auth_validator {

std::string_view to_string(Failure failure) {
  switch (failure) {
    case Failure::malformed:
      return "malformed";
    case Failure::wrong_algorithm:
      return "wrong_algorithm";
    case Failure::unsupported_header:
      return "unsupported_header";
    case Failure::unknown_key:
      return "unknown_key";
    case Failure::bad_signature:
      return "bad_signature";
    case Failure::missing_claim:
      return "missing_claim";
    case Failure::not_yet_valid:
      return "not_yet_valid";
    case Failure::expired:
      return "expired";
  }
  return "unknown";
}

struct Validator::State {
  State(VerificationKeys verification_keys, Options given)
      : keys(std::move(verification_keys)), options(std::move(given)) {
    if (options.cache_tokens_max > 0) cache.emplace(options.cache_tokens_max);
  }

  Validation verify(std::string_view token) const {
    const auto parsed = parse_token(token, keys.algorithm());
    if (const auto* failure = std::get_if<Failure>(&parsed)) return *failure;
    const auto& parts = std::get<Token>(parsed);
    if (const auto failure = check_signature(parts, keys)) return *failure;
    return check_claims(parts.claims, options.now());
  }

  Validation verify_once(std::string_view token) {
    const TokenCache::Digest digest = TokenCache::digest(token);
    if (auto known = cache->find(digest)) {
      if (options.now() >= known->expires_at) return Failure::expired;
      return *std::move(known);
    }
    Validation validation = verify(token);
    if (const auto* identity = std::get_if<Identity>(&validation)) cache->remember(digest, *identity);
    return validation;
  }

  VerificationKeys keys;
  Options options;
  std::optional<TokenCache> cache;
};

Validator::Validator(VerificationKeys keys, Options options)
    : state_(std::make_unique<State>(std::move(keys), std::move(options))) {}
Validator::Validator(Validator&&) noexcept = default;
Validator& Validator::operator=(Validator&&) noexcept = default;
Validator::~Validator() = default;

Validation Validator::validate(std::string_view token) const {
  if (token.size() > state_->options.token_bytes_max) return Failure::malformed;
  return state_->cache ? state_->verify_once(token) : state_->verify(token);
}

}  // namespace auth_validator
