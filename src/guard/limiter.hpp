#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "guard/token_bucket.hpp"

namespace caravan::guard {

// One token bucket per key. Thread-safe: keys are spread over shards with a short lock each.
//
// At most about `keys_max` buckets are kept. When a shard has its share, it drops every full bucket, which
// changes nothing, and then, until an eighth is free, those that would be full soonest: their keys get a
// fresh bucket a little early. So a flood of keys costs the flooded memory nothing and its oldest keys
// little, and a shard is swept at most once for an eighth of its share in new keys.
template <class Key, class Hash = std::hash<Key>>
class Limiter {
 public:
  Limiter(Rate rate, std::size_t keys_max)
      : rate_(rate), shard_keys_max_(std::max<std::size_t>(8, keys_max / kShards)) {}

  // Takes a token of `key`, or answers how long it takes until there is one.
  std::optional<std::chrono::nanoseconds> take(const Key& key, runtime::SteadyTime now) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.buckets.find(key);
    if (found != shard.buckets.end()) return found->second.take(rate_, now);
    if (shard.buckets.size() >= shard_keys_max_) make_room(shard, now);
    return shard.buckets[key].take(rate_, now);
  }

  // Undoes one `take`.
  void put_back(const Key& key) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    if (const auto found = shard.buckets.find(key); found != shard.buckets.end())
      found->second.put_back(rate_);
  }

  std::size_t size() const {
    std::size_t keys = 0;
    for (const Shard& shard : shards_) {
      const std::lock_guard lock(shard.mutex);
      keys += shard.buckets.size();
    }
    return keys;
  }

 private:
  static constexpr std::size_t kShards = 16;

  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<Key, TokenBucket, Hash> buckets;
  };

  // The map uses the low bits of a hash that may be the key itself, so the shard is chosen by mixed ones.
  Shard& shard_of(const Key& key) { return shards_[Hash{}(key)*std::size_t{0x9e3779b97f4a7c15} >> 60]; }

  void make_room(Shard& shard, runtime::SteadyTime now) {
    std::erase_if(shard.buckets, [now](const auto& entry) { return entry.second.full_at() <= now; });
    const std::size_t wanted = shard_keys_max_ - shard_keys_max_ / 8;
    if (shard.buckets.size() < wanted) return;
    std::vector<runtime::SteadyTime> times;
    times.reserve(shard.buckets.size());
    for (const auto& [key, bucket] : shard.buckets)
      times.push_back(bucket.full_at());
    const auto newest_dropped = times.begin() + static_cast<std::ptrdiff_t>(times.size() - wanted);
    std::nth_element(times.begin(), newest_dropped, times.end());
    std::erase_if(shard.buckets,
                  [until = *newest_dropped](const auto& entry) { return entry.second.full_at() <= until; });
  }

  const Rate rate_;
  const std::size_t shard_keys_max_;
  std::array<Shard, kShards> shards_;
};

}  // namespace caravan::guard
