#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include "runtime/clock.hpp"

namespace caravan::guard {

// How often something may happen: `burst` times at once, and again as an empty bucket fills up over `refill`.
// Both above 0.
struct Rate {
  std::uint32_t burst;
  std::chrono::nanoseconds refill;

  std::chrono::nanoseconds per_token() const { return refill / burst; }
};

// A token bucket that is nothing but the time at which it will be full again, so a bucket costs eight bytes
// and no timer, and one that is full need not be kept at all. A value; not thread-safe.
class TokenBucket {
 public:
  // Takes a token, or answers how long it takes until there is one.
  std::optional<std::chrono::nanoseconds> take(const Rate& rate, runtime::SteadyTime now) {
    const auto full_at = std::max(full_at_, now) + rate.per_token();
    const auto wait = full_at - now - rate.refill;
    if (wait > std::chrono::nanoseconds::zero()) return wait;
    full_at_ = full_at;
    return std::nullopt;
  }

  // Undoes one `take`.
  void put_back(const Rate& rate) { full_at_ -= rate.per_token(); }

  runtime::SteadyTime full_at() const { return full_at_; }

 private:
  runtime::SteadyTime full_at_ = runtime::SteadyTime::min();
};

}  // namespace caravan::guard
