#include "adapters/cassandra/buckets.hpp"

namespace caravan::cassandra {

namespace {

constexpr std::array<std::int64_t, kBucketLevels> kWidths = {1 << 22, 1 << 18, 1 << 14, 1 << 10, 1 << 6};

std::int64_t floor_to(std::int64_t seconds, std::int64_t width) {
  const auto rest = seconds % width;
  return seconds - (rest < 0 ? rest + width : rest);
}

std::int64_t seconds_of(domain::WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

// In the order of TimeUUIDs bytes are compared signed.
constexpr std::uint64_t kLowestNode = 0x8080808080808080, kHighestNode = 0x7f7f7f7f7f7f7fbf;

}  // namespace

Bucket Bucket::around(domain::WallTime time, std::size_t level) {
  return {floor_to(seconds_of(time), kWidths.at(level)), level};
}

Bucket Bucket::from_key(std::int64_t key) {
  const auto start = floor_to(key, 8);
  return {start / 8, static_cast<std::size_t>(key - start)};
}

Bucket Bucket::ancestor(std::size_t at_level) const {
  return {floor_to(start_s, kWidths.at(at_level)), at_level};
}

domain::WallTime Bucket::start() const {
  return domain::WallTime(std::chrono::seconds(start_s));
}

std::int64_t last_key_at(domain::WallTime time) {
  return seconds_of(time) * 8 + 7;
}

domain::TimeUuid first_time() {
  return *domain::TimeUuid::from(
      {{0, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80}});
}

domain::TimeUuid last_time() {
  constexpr std::uint8_t top = 0xff, signed_top = 0x7f;
  return *domain::TimeUuid::from({{top, top, top, top, top, top, 0x1f, top, signed_top, signed_top,
                                   signed_top, signed_top, signed_top, signed_top, signed_top, signed_top}});
}

domain::TimeUuid first_time_of(domain::WallTime instant) {
  return domain::TimeUuid::at(instant, kLowestNode);
}

domain::TimeUuid last_time_of(domain::WallTime instant) {
  return domain::TimeUuid::at(instant, kHighestNode);
}

std::vector<Bucket> Segment::sources() const {
  std::vector<Bucket> sources;
  for (std::size_t level = 0; level < bucket.level; ++level)
    sources.push_back(bucket.ancestor(level));
  sources.push_back(bucket);
  return sources;
}

std::vector<Segment> segments_of(const std::vector<std::int64_t>& keys) {
  std::vector<Segment> segments;
  for (const auto key : keys) {
    const auto bucket = Bucket::from_key(key);
    if (segments.empty() || segments.back().bucket.start_s != bucket.start_s)
      segments.push_back({bucket});
    else if (segments.back().bucket.level < bucket.level)
      segments.back().bucket = bucket;
  }
  return segments;
}

Bucket BucketFilling::place(domain::WallTime time, std::size_t bytes, std::size_t bucket_bytes_max) {
  for (std::size_t i = 0;; ++i) {
    auto& level = levels_[i];
    const auto bucket = Bucket::around(time, i);
    if (level.start_s != bucket.start_s) level = {bucket.start_s};
    if (level.bytes >= bucket_bytes_max && i + 1 < kBucketLevels) continue;
    level.bytes += bytes;
    return bucket;
  }
}

bool BucketFilling::is_registered(const Bucket& bucket) const {
  const auto& level = levels_.at(bucket.level);
  return level.start_s == bucket.start_s && level.registered;
}

void BucketFilling::set_registered(const Bucket& bucket) {
  auto& level = levels_.at(bucket.level);
  if (level.start_s == bucket.start_s) level.registered = true;
}

}  // namespace caravan::cassandra
