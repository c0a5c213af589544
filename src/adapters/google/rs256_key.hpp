#pragma once

#include <memory>
#include <openssl/types.h>
#include <string>
#include <string_view>

namespace caravan::google {

// A private RSA key that signs JSON Web Tokens. Thread-safe.
class Rs256Key {
 public:
  // Throws `std::invalid_argument` for what is no RSA key of at least 2048 bits in PEM; the text repeats
  // nothing of it.
  explicit Rs256Key(std::string_view pem);

  std::string sign_jwt(std::string_view payload) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const;
  };
  std::unique_ptr<EVP_PKEY, Free> key_;
};

}  // namespace caravan::google
