#pragma once

#include <memory>
#include <openssl/bn.h>
#include <openssl/evp.h>

// OpenSSL's objects with an owner each.
namespace auth_validator {

template <auto free_function>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};

using Pkey = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using Md = std::unique_ptr<EVP_MD, FreeWith<EVP_MD_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using Mac = std::unique_ptr<EVP_MAC, FreeWith<EVP_MAC_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeWith<EVP_MAC_CTX_free>>;
using Bignum = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;

}  // namespace auth_validator
