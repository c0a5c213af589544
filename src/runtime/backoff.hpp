#pragma once

#include <algorithm>
#include <chrono>

#include "runtime/random.hpp"

namespace caravan::runtime {

// Waits between tries: doubling from `first` to `longest`, each drawn evenly from its upper half, so that
// many who fail together do not come back together. Not thread-safe.
class Backoff {
 public:
  struct Options {
    std::chrono::milliseconds first{50};
    std::chrono::milliseconds longest{10'000};
  };

  Backoff(Options options, Random& random) : options_(options), random_(random), ceiling_(options.first) {}

  std::chrono::milliseconds next() {
    const auto half = ceiling_ / 2;
    ceiling_ = std::min(ceiling_ * 2, options_.longest);
    return half + std::chrono::milliseconds(random_.next() % (half.count() + 1));
  }
  void reset() { ceiling_ = options_.first; }

 private:
  Options options_;
  Random& random_;
  std::chrono::milliseconds ceiling_;
};

}  // namespace caravan::runtime
