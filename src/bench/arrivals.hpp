#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace caravan::bench {

enum class ArrivalKind { even, poisson };

// When operations are due, at a mean rate: evenly, or with the exponential gaps of many independent people.
// The same seed gives the same times. Not thread-safe.
class Arrivals {
 public:
  // Requires per_second > 0.
  Arrivals(ArrivalKind kind, double per_second, std::uint64_t seed);

  // Since the start of the first one's gap; never falls.
  std::chrono::nanoseconds next();

 private:
  ArrivalKind kind_;
  double per_second_;
  std::mt19937_64 random_;
  std::uint64_t count_ = 0;
  double seconds_ = 0;
};

}  // namespace caravan::bench
