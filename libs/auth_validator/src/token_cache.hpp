#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "auth_validator/validator.hpp"

namespace auth_validator {

// Remembers the newest verified tokens, by their SHA-256 so that it holds no token itself and a look-up's
// time tells nothing about one. Each of its shards has two generations: when the young one is full it becomes
// the old one, and what was not asked for since is forgotten. Thread-safe.
class TokenCache {
 public:
  using Digest = std::array<std::uint8_t, 32>;

  explicit TokenCache(std::size_t tokens_max);

  static Digest digest(std::string_view token);
  std::optional<Identity> find(const Digest& digest);
  void remember(const Digest& digest, const Identity& identity);

 private:
  static constexpr std::size_t kShards = 16;

  struct DigestHash {
    std::size_t operator()(const Digest& digest) const noexcept {
      std::size_t hash;
      std::memcpy(&hash, digest.data(), sizeof hash);
      return hash;
    }
  };
  using Generation = std::unordered_map<Digest, Identity, DigestHash>;
  struct Shard {
    std::mutex mutex;
    Generation young, old;
  };

  // The last byte, because the map takes the first ones.
  Shard& shard_of(const Digest& digest) { return shards_[digest.back() % kShards]; }
  void remember(Shard& shard, const Digest& digest, const Identity& identity);

  std::size_t generation_tokens_max_;
  std::array<Shard, kShards> shards_;
};

}  // namespace auth_validator
