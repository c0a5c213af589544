#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "adapters/cassandra/buckets.hpp"
#include "domain/ids.hpp"
#include "runtime/lru_cache.hpp"

namespace caravan::cassandra {

// The buckets that the last pages of a chat were read from, so that the next page can be read together with
// the keys of its buckets instead of after them. Other processes add buckets: what this says is a guess,
// which the keys confirm or not. Thread-safe.
class KnownBuckets {
 public:
  explicit KnownBuckets(std::size_t chats_max) : recent_(chats_max) {}

  // The stretch of the chat's time whose bucket is the last with a key up to `key`, as far as is known.
  std::optional<Segment> last_segment(domain::ChatId chat, std::int64_t key);
  // The newest are kept.
  void learn(domain::ChatId chat, const std::vector<std::int64_t>& keys);

 private:
  std::mutex mutex_;
  runtime::LruCache<domain::ChatId, std::vector<std::int64_t>> recent_;  // ascending
};

}  // namespace caravan::cassandra
