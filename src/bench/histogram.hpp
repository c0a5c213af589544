#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace caravan::bench {

// Latencies in fixed memory: buckets grow with the value, so a percentile is at most 1/64 above the true one
// whatever its size. Values above an hour count as an hour.
class Histogram {
 public:
  using Duration = std::chrono::nanoseconds;

  void record(Duration value);
  Histogram& operator+=(const Histogram& more);
  // The value that `share` (0 to 1) of all recorded ones do not exceed; zero when nothing was recorded.
  Duration percentile(double share) const;
  Duration max() const { return max_; }
  std::uint64_t count() const { return count_; }

 private:
  static constexpr unsigned kPrecisionBits = 6;
  static constexpr unsigned kValueBits = 42;  // 4,398 s in nanoseconds
  static constexpr std::size_t kBuckets = (kValueBits - kPrecisionBits + 1) << kPrecisionBits;

  static std::size_t bucket_of(std::uint64_t value);
  static std::uint64_t highest_in(std::size_t bucket);

  std::array<std::uint64_t, kBuckets> counts_{};
  std::uint64_t count_ = 0;
  Duration max_{0};
};

}  // namespace caravan::bench
