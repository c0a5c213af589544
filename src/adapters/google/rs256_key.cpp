#include "adapters/google/rs256_key.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdexcept>

#include "adapters/google/base64url.hpp"

namespace caravan::google {
namespace {

constexpr int kBitsMin = 2048;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Asked for a password, OpenSSL would read it from the terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

EVP_PKEY* read(std::string_view pem) {
  const std::unique_ptr<BIO, FreeBio> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return PEM_read_bio_PrivateKey(bio.get(), nullptr, &no_password, nullptr);
}

std::string signature(EVP_PKEY* key, std::string_view message) {
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  std::string made(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
  std::size_t length = made.size();
  if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(made.data()), &length, bytes,
                     message.size()) != 1)
    throw std::runtime_error("OpenSSL does not sign with this key");
  made.resize(length);
  return made;
}

}  // namespace

void Rs256Key::Free::operator()(EVP_PKEY* key) const {
  EVP_PKEY_free(key);
}

Rs256Key::Rs256Key(std::string_view pem) : key_(read(pem)) {
  if (!key_ || EVP_PKEY_get_base_id(key_.get()) != EVP_PKEY_RSA || EVP_PKEY_get_bits(key_.get()) < kBitsMin)
    throw std::invalid_argument("not a private RSA key of at least 2048 bits");
}

std::string Rs256Key::sign_jwt(std::string_view payload) const {
  std::string token = base64url(R"({"alg":"RS256","typ":"JWT"})") + '.' + base64url(payload);
  const std::string signed_by = base64url(signature(key_.get(), token));
  return token + '.' + signed_by;
}

}  // namespace caravan::google
