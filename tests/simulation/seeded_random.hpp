#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "runtime/random.hpp"

namespace caravan::simulation {

// SplitMix64: the same numbers for the same seed on every machine, which the standard distributions do not
// promise. One thread.
class SeededRandom final : public runtime::Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() override {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  // 0 to `end` - 1; `end` is at least 1.
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(next() % end); }
  // True once in `times` draws; never for 0, which turns a fault off.
  bool one_in(std::size_t times) { return times != 0 && below(times) == 0; }
  std::chrono::microseconds between(std::chrono::microseconds least, std::chrono::microseconds most) {
    return least + std::chrono::microseconds(below(static_cast<std::size_t>((most - least).count()) + 1));
  }
  // A generator of its own, so that one part's draws do not shift another's.
  SeededRandom fork() { return SeededRandom(next()); }

 private:
  std::uint64_t state_;
};

}  // namespace caravan::simulation
