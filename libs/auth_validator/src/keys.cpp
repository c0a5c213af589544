#include <stdexcept>
#include <utility>

#include "key.hpp"
#include "public_key.hpp"

namespace auth_validator {

std::string_view to_string(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::hs256:
      return "HS256";
    case Algorithm::rs256:
      return "RS256";
    case Algorithm::eddsa:
      return "EdDSA";
  }
  return "unknown";
}

bool VerificationKeys::Key::verifies(std::string_view message, std::string_view signature) const {
  if (const auto* hmac = std::get_if<Hmac>(&material)) return hmac->verify(message, signature);
  return verify(*std::get<Pkey>(material), message, signature);
}

VerificationKeys::VerificationKeys(std::vector<std::shared_ptr<const Key>> keys) : keys_(std::move(keys)) {
  if (keys_.empty()) throw std::invalid_argument("no key that could verify a token");
}

VerificationKeys VerificationKeys::hs256(std::string_view secret) {
  return VerificationKeys({std::make_shared<const Key>(Key{Algorithm::hs256, "", Hmac(secret)})});
}

VerificationKeys VerificationKeys::from_public_pem(std::string_view pem) {
  Pkey key = read_public_pem(pem);
  const Algorithm algorithm = algorithm_of(*key);
  return VerificationKeys({std::make_shared<const Key>(Key{algorithm, "", std::move(key)})});
}

Algorithm VerificationKeys::algorithm() const {
  return keys_.front()->algorithm;
}

}  // namespace auth_validator
