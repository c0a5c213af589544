#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/time_uuid.hpp"

// How a chat's messages are divided into partitions: pure arithmetic.
//
// A bucket is a slot of time. Level 0 has slots of 2^22 s (48.5 days), and each further level divides a slot
// by sixteen: 3 days, 4.6 hours, 17 minutes, 64 seconds. A writer puts a chat's messages into the slot of
// level 0 until it has itself filled that with `bucket_bytes_max`, then into the slot of level 1 around the
// present, and so on. So
//   - a quiet chat has one partition in 48 days, a busy one as many as it needs, and none is larger than
//     `bucket_bytes_max` times the number of writers (of processes, counted again when restarted within a
//     slot), but for the last level, which takes what 64 seconds bring;
//   - a writer needs to know nothing about other writers;
//   - a bucket that exists has non-empty ancestors: who reads a time looks into the finest bucket there and
//     its ancestors, and into nothing else.
namespace caravan::cassandra {

inline constexpr std::size_t kBucketLevels = 5;

struct Bucket {
  std::int64_t start_s = 0;  // seconds since 1970, a multiple of the level's width
  std::size_t level = 0;

  static Bucket around(domain::WallTime time, std::size_t level);
  static Bucket from_key(std::int64_t key);

  // As it is stored. Keys are ordered by start, then from coarse to fine.
  std::int64_t key() const { return start_s * 8 + static_cast<std::int64_t>(level); }
  Bucket ancestor(std::size_t at_level) const;
  domain::WallTime start() const;

  friend bool operator==(const Bucket&, const Bucket&) = default;
};

// The greatest key of a bucket that starts at or before `time`.
std::int64_t last_key_at(domain::WallTime time);

// The least and the greatest TimeUUID of all, and of an instant.
domain::TimeUuid first_time();
domain::TimeUuid last_time();
domain::TimeUuid first_time_of(domain::WallTime instant);
domain::TimeUuid last_time_of(domain::WallTime instant);

// A stretch of a chat's time, from the start of a bucket to the start of the next: its messages are in
// `bucket` and the bucket's ancestors.
struct Segment {
  Bucket bucket;
  std::vector<Bucket> sources() const;  // the bucket and its ancestors
  domain::TimeUuid start() const { return first_time_of(bucket.start()); }
  // The last time before the start.
  domain::TimeUuid just_before() const { return last_time_of(bucket.start() - domain::TimeUuidTicks(1)); }
  // The greatest key of a bucket that starts before.
  std::int64_t key_before() const { return Bucket{bucket.start_s, 0}.key() - 1; }

  friend bool operator==(const Segment&, const Segment&) = default;
};

// Of keys in descending, or ascending, order; the finest bucket of each start stands for it.
std::vector<Segment> segments_of(const std::vector<std::int64_t>& keys);

// Which bucket one writer puts one chat's next message into.
class BucketFilling {
 public:
  // Counts `bytes` into the bucket that it answers.
  Bucket place(domain::WallTime time, std::size_t bytes, std::size_t bucket_bytes_max);
  bool is_registered(const Bucket& bucket) const;
  void set_registered(const Bucket& bucket);

 private:
  struct Level {
    std::optional<std::int64_t> start_s;
    std::size_t bytes = 0;
    bool registered = false;
  };
  std::array<Level, kBucketLevels> levels_;
};

}  // namespace caravan::cassandra
