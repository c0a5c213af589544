#include "adapters/cassandra/known_buckets.hpp"

#include <algorithm>

namespace caravan::cassandra {

namespace {

// Two years of a quiet chat.
constexpr std::size_t kBucketsOfAChatMax = 16;

}  // namespace

std::optional<Segment> KnownBuckets::last_segment(domain::ChatId chat, std::int64_t key) {
  const std::lock_guard lock(mutex_);
  const auto* const keys = recent_.find(chat);
  if (!keys) return std::nullopt;
  const auto behind = std::ranges::upper_bound(*keys, key);
  if (behind == keys->begin()) return std::nullopt;
  return Segment{Bucket::from_key(*std::prev(behind))};
}

void KnownBuckets::learn(domain::ChatId chat, const std::vector<std::int64_t>& keys) {
  const std::lock_guard lock(mutex_);
  auto& known = recent_.of(chat);
  known.insert(known.end(), keys.begin(), keys.end());
  std::ranges::sort(known);
  const auto repeated = std::ranges::unique(known);
  known.erase(repeated.begin(), repeated.end());
  if (known.size() > kBucketsOfAChatMax)
    known.erase(known.begin(), known.end() - static_cast<std::ptrdiff_t>(kBucketsOfAChatMax));
}

}  // namespace caravan::cassandra
