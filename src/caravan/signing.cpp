#include "caravan/signing.hpp"

#include <filesystem>
#include <stdexcept>

#include "identity/signing_key.hpp"

namespace caravan {
namespace {

constexpr const char* kSecretFile = "signing.key";

auth_validator::Algorithm wanted(config::Algorithm algorithm) {
  switch (algorithm) {
    case config::Algorithm::rs256:
      return auth_validator::Algorithm::rs256;
    case config::Algorithm::eddsa:
      return auth_validator::Algorithm::eddsa;
    case config::Algorithm::hs256:
      break;
  }
  return auth_validator::Algorithm::hs256;
}

auth_validator::Issuer issuer(const config::Settings& settings, runtime::Random& random) {
  const auto& auth = settings.auth;
  if (auth.algorithm == config::Algorithm::hs256) {
    std::filesystem::path file = auth.key_file;
    if (file.empty()) file = std::filesystem::path(settings.data.dir) / kSecretFile;
    return identity::issuer_with_secret(file, random);
  }
  if (auth.key_file.empty())
    throw std::runtime_error("auth.algorithm needs a private key: set auth.key_file to its PEM file");
  auto made = identity::issuer_with_private_key(auth.key_file);
  if (made.algorithm() != wanted(auth.algorithm))
    throw std::runtime_error("the key in " + auth.key_file +
                             " is not of the kind that auth.algorithm asks for");
  return made;
}

}  // namespace

identity::TokenIssuer token_issuer(const config::Settings& settings, const runtime::Clock& clock,
                                   runtime::Random& random) {
  const auto lifetime = std::chrono::ceil<std::chrono::seconds>(settings.auth.token_lifetime);
  return {issuer(settings, random), {.lifetime = lifetime}, clock};
}

auth_validator::Options validator_options(const runtime::Clock& clock) {
  auth_validator::Options options;
  options.now = [&clock] { return clock.wall(); };
  return options;
}

}  // namespace caravan
