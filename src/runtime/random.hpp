#pragma once

#include <cstdint>

namespace caravan::runtime {

// Where randomness comes from, so that a simulation can seed it. Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;  // 64 unpredictable bits
};

// The operating system's generator.
class SystemRandom final : public Random {
 public:
  std::uint64_t next() override;
};

}  // namespace caravan::runtime
