#include "hmac.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <stdexcept>

namespace auth_validator {
namespace {

constexpr std::size_t kSecretBytesMin = 32;
constexpr std::size_t kSignatureBytes = 32;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Hmac::Hmac(std::string_view secret) {
  if (secret.size() < kSecretBytesMin)
    throw std::invalid_argument("an HS256 secret needs at least 32 bytes, this one has " +
                                std::to_string(secret.size()));
  const Mac hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  keyed_.reset(EVP_MAC_CTX_new(hmac.get()));
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                   OSSL_PARAM_construct_end()};
  if (!keyed_ || EVP_MAC_init(keyed_.get(), bytes_of(secret), secret.size(), parameters) != 1)
    throw std::runtime_error("OpenSSL offers no HMAC-SHA-256");
}

std::string Hmac::sign(std::string_view message) const {
  const MacContext context(EVP_MAC_CTX_dup(keyed_.get()));
  std::string signature(kSignatureBytes, '\0');
  std::size_t length = 0;
  if (!context || EVP_MAC_update(context.get(), bytes_of(message), message.size()) != 1 ||
      EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                    signature.size()) != 1)
    throw std::runtime_error("OpenSSL failed to compute an HMAC");
  return signature;
}

bool Hmac::verify(std::string_view message, std::string_view signature) const {
  return signature.size() == kSignatureBytes &&
         CRYPTO_memcmp(sign(message).data(), signature.data(), kSignatureBytes) == 0;
}

}  // namespace auth_validator
