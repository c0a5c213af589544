#pragma once

#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string>
#include <string_view>

// Keys made afresh for each run: none that anybody could come to trust lies in the repository.
namespace auth_validator::test {

inline constexpr std::string_view kSecret = "an hs256 secret of 32 bytes or so";

using Pkey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

inline Pkey new_ed25519() {
  return {EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free};
}
inline Pkey new_rsa(std::size_t bits) {
  return {EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits), EVP_PKEY_free};
}
inline Pkey new_p256() {
  return {EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free};
}

template <class Write>
std::string pem_by(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  write(bio.get());
  char* text = nullptr;
  const auto length = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

inline std::string private_pem(const Pkey& key) {
  return pem_by(
      [&](BIO* bio) { PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}
inline std::string public_pem(const Pkey& key) {
  return pem_by([&](BIO* bio) { PEM_write_bio_PUBKEY(bio, key.get()); });
}

}  // namespace auth_validator::test
