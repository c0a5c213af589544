#include "bench/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

namespace caravan::bench {

using namespace std::chrono_literals;

// Values below 2^precision have a bucket each. Above, every doubling has 2^precision buckets: the bits after
// the leading one choose among them.
std::size_t Histogram::bucket_of(std::uint64_t value) {
  const unsigned bits = static_cast<unsigned>(std::bit_width(value));
  if (bits <= kPrecisionBits) return value;
  const unsigned shift = bits - kPrecisionBits - 1;
  return (std::size_t{shift} << kPrecisionBits) + (value >> shift);
}

std::uint64_t Histogram::highest_in(std::size_t bucket) {
  if (bucket < std::size_t{1} << kPrecisionBits) return bucket;
  const unsigned shift = static_cast<unsigned>(bucket >> kPrecisionBits) - 1;
  const std::uint64_t leading = bucket - (std::size_t{shift} << kPrecisionBits);
  return ((leading + 1) << shift) - 1;
}

void Histogram::record(Duration value) {
  value = std::clamp<Duration>(value, 0ns, 1h);
  ++counts_[bucket_of(static_cast<std::uint64_t>(value.count()))];
  ++count_;
  max_ = std::max(max_, value);
}

Histogram& Histogram::operator+=(const Histogram& more) {
  std::ranges::transform(counts_, more.counts_, counts_.begin(), std::plus<>());
  count_ += more.count_;
  max_ = std::max(max_, more.max_);
  return *this;
}

Histogram::Duration Histogram::percentile(double share) const {
  if (count_ == 0) return 0ns;
  const auto wanted =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += counts_[bucket];
    if (seen >= wanted) return std::min(max_, Duration(highest_in(bucket)));
  }
  return max_;
}

}  // namespace caravan::bench
