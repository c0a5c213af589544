#pragma once

#include <auth_validator/issuer.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "domain/account.hpp"
#include "runtime/clock.hpp"

namespace caravan::identity {

// Gives people who logged in the token that speaks for them. Thread-safe.
class TokenIssuer {
 public:
  struct Options {
    std::chrono::seconds lifetime = std::chrono::hours(24);
  };

  TokenIssuer(auth_validator::Issuer issuer, const Options& options, const runtime::Clock& clock)
      : issuer_(std::move(issuer)), lifetime_(options.lifetime), clock_(clock) {}

  std::string issue(const domain::Account& account) const {
    const auto now = clock_.wall();
    return issuer_.issue({account.id.to_string(), account.username, now, now + lifetime_});
  }

  // What verifies the tokens; the text to publish is none when the key is secret.
  auth_validator::VerificationKeys verification_keys() const { return issuer_.verification_keys(); }
  std::optional<std::string> jwks() const { return issuer_.jwks(); }

 private:
  const auth_validator::Issuer issuer_;
  const std::chrono::seconds lifetime_;
  const runtime::Clock& clock_;
};

}  // namespace caravan::identity
