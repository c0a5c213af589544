#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace caravan::costs {

// How long messages waited: a histogram whose buckets grow by a fifth, so that a quantile of a day costs 300
// bytes. Quantiles are at most a fifth too large, the longest wait is exact. Not thread-safe.
class Waits {
 public:
  using Duration = std::chrono::microseconds;

  void add(Duration wait) {
    wait = std::max(wait, Duration::zero());
    ++buckets_[bucket_of(wait)];
    ++count_;
    longest_ = std::max(longest_, wait);
  }
  Waits& operator+=(const Waits& more) {
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket)
      buckets_[bucket] += more.buckets_[bucket];
    count_ += more.count_;
    longest_ = std::max(longest_, more.longest_);
    return *this;
  }

  std::uint64_t count() const { return count_; }
  Duration longest() const { return longest_; }
  // What `share` of the messages, 0 to 1, did not exceed; zero without messages.
  Duration quantile(double share) const {
    const double rank = share * static_cast<double>(count_);
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
      seen += buckets_[bucket];
      if (seen > 0 && static_cast<double>(seen) >= rank) return std::min(upper_end_of(bucket), longest_);
    }
    return longest_;
  }

 private:
  static constexpr std::size_t kBuckets = 80;
  static constexpr double kFirst = 1'000;  // microseconds: below, all waits are alike
  static constexpr double kGrowth = 1.2;   // so the last one ends at half an hour

  static std::size_t bucket_of(Duration wait) {
    const auto us = static_cast<double>(wait.count());
    if (us <= kFirst) return 0;
    const auto bucket = std::ceil(std::log(us / kFirst) / std::log(kGrowth));
    return std::min(static_cast<std::size_t>(bucket), kBuckets - 1);
  }
  static Duration upper_end_of(std::size_t bucket) {
    if (bucket == kBuckets - 1) return Duration::max();
    return Duration(
        static_cast<std::int64_t>(std::ceil(kFirst * std::pow(kGrowth, static_cast<double>(bucket)))));
  }

  std::array<std::uint32_t, kBuckets> buckets_{};
  std::uint64_t count_ = 0;
  Duration longest_{0};
};

}  // namespace caravan::costs
