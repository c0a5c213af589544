#include "public_key.hpp"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <stdexcept>

namespace auth_validator {
namespace {

using Bio = std::unique_ptr<BIO, FreeWith<BIO_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, FreeWith<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, FreeWith<OSSL_PARAM_free>>;

constexpr int kRsaBitsMin = 2048;
constexpr int kRsaBitsMax = 8192;  // a larger one would make every check a denial of service

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Bio memory_bio(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// A key with a passphrase is refused; without this OpenSSL would ask for one on the terminal.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

Bignum bignum(std::string_view bytes) {
  return Bignum(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::string number_of(const EVP_PKEY& key, const char* name) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(&key, name, &raw) != 1) throw std::invalid_argument("not an RSA key");
  const Bignum number(raw);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
  BN_bn2bin(raw, reinterpret_cast<unsigned char*>(bytes.data()));
  return bytes;
}

// Ed25519 hashes by itself; naming a digest for it is an error.
const EVP_MD* digest_for(const EVP_PKEY& key) {
  return EVP_PKEY_is_a(&key, "ED25519") ? nullptr : EVP_sha256();
}

}  // namespace

Pkey read_public_pem(std::string_view pem) {
  Pkey key(PEM_read_bio_PUBKEY(memory_bio(pem).get(), nullptr, no_passphrase, nullptr));
  if (!key) throw std::invalid_argument("not a public key in PEM (\"BEGIN PUBLIC KEY\")");
  algorithm_of(*key);
  return key;
}

Pkey read_private_pem(std::string_view pem) {
  Pkey key(PEM_read_bio_PrivateKey(memory_bio(pem).get(), nullptr, no_passphrase, nullptr));
  if (!key) throw std::invalid_argument("not a private key in PEM without a passphrase");
  algorithm_of(*key);
  return key;
}

Pkey rsa_from_numbers(std::string_view modulus, std::string_view exponent) {
  if (modulus.size() > kRsaBitsMax / 8 || exponent.size() > 8)
    throw std::invalid_argument("an RSA key may have at most 8192 bits");
  const Bignum n = bignum(modulus), e = bignum(exponent);
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    throw std::invalid_argument("not the numbers of an RSA key");
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* raw = nullptr;
  if (!parameters || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &raw, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    throw std::invalid_argument("not the numbers of an RSA key");
  Pkey key(raw);
  algorithm_of(*key);
  return key;
}

Pkey ed25519_from_bytes(std::string_view bytes) {
  Pkey key(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, bytes_of(bytes), bytes.size()));
  if (!key) throw std::invalid_argument("not an Ed25519 key of 32 bytes");
  return key;
}

Algorithm algorithm_of(const EVP_PKEY& key) {
  if (EVP_PKEY_is_a(&key, "ED25519")) return Algorithm::eddsa;
  if (!EVP_PKEY_is_a(&key, "RSA")) throw std::invalid_argument("only RSA and Ed25519 keys can be used");
  const int bits = EVP_PKEY_get_bits(&key);
  if (bits < kRsaBitsMin || bits > kRsaBitsMax)
    throw std::invalid_argument("an RSA key needs 2048 to 8192 bits, this one has " + std::to_string(bits));
  return Algorithm::rs256;
}

RsaNumbers rsa_numbers(const EVP_PKEY& key) {
  return {number_of(key, OSSL_PKEY_PARAM_RSA_N), number_of(key, OSSL_PKEY_PARAM_RSA_E)};
}

std::string ed25519_bytes(const EVP_PKEY& key) {
  std::string bytes(32, '\0');
  std::size_t length = bytes.size();
  if (EVP_PKEY_get_raw_public_key(&key, reinterpret_cast<unsigned char*>(bytes.data()), &length) != 1)
    throw std::invalid_argument("not an Ed25519 key");
  return bytes;
}

std::string sign(EVP_PKEY& key, std::string_view message) {
  const DigestContext context(EVP_MD_CTX_new());
  std::size_t length = 0;
  if (EVP_DigestSignInit(context.get(), nullptr, digest_for(key), nullptr, &key) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &length, bytes_of(message), message.size()) != 1)
    throw std::runtime_error("OpenSSL cannot sign with this key");
  std::string signature(length, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                     bytes_of(message), message.size()) != 1)
    throw std::runtime_error("OpenSSL failed to sign");
  signature.resize(length);
  return signature;
}

bool verify(EVP_PKEY& key, std::string_view message, std::string_view signature) {
  const DigestContext context(EVP_MD_CTX_new());
  const bool valid = EVP_DigestVerifyInit(context.get(), nullptr, digest_for(key), nullptr, &key) == 1 &&
                     EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                                      message.size()) == 1;
  // A bad signature leaves its trace in this thread's error queue, where a TLS library would take it for its
  // own.
  if (!valid) ERR_clear_error();
  return valid;
}

}  // namespace auth_validator
