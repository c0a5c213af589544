#include "token_cache.hpp"

#include <algorithm>
#include <openssl/evp.h>
#include <stdexcept>
#include <utility>

#include "openssl.hpp"

namespace auth_validator {

TokenCache::TokenCache(std::size_t tokens_max)
    : generation_tokens_max_(std::max<std::size_t>(1, tokens_max / kShards / 2)) {}

TokenCache::Digest TokenCache::digest(std::string_view token) {
  // Kept, because to find an implementation and to make a context cost OpenSSL more than a token's digest.
  static const Md sha256(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  thread_local const DigestContext context(EVP_MD_CTX_new());
  Digest digest;
  if (!sha256 || !context || EVP_DigestInit_ex2(context.get(), sha256.get(), nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), token.data(), token.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1)
    throw std::runtime_error("OpenSSL failed to compute SHA-256");
  return digest;
}

std::optional<Identity> TokenCache::find(const Digest& digest) {
  Shard& shard = shard_of(digest);
  const std::lock_guard lock(shard.mutex);
  if (const auto young = shard.young.find(digest); young != shard.young.end()) return young->second;
  const auto old = shard.old.find(digest);
  if (old == shard.old.end()) return std::nullopt;
  Identity identity = old->second;
  remember(shard, digest, identity);
  return identity;
}

void TokenCache::remember(const Digest& digest, const Identity& identity) {
  Shard& shard = shard_of(digest);
  const std::lock_guard lock(shard.mutex);
  remember(shard, digest, identity);
}

void TokenCache::remember(Shard& shard, const Digest& digest, const Identity& identity) {
  if (shard.young.size() >= generation_tokens_max_) {
    shard.old = std::move(shard.young);
    shard.young.clear();
  }
  shard.young.insert_or_assign(digest, identity);
}

}  // namespace auth_validator
