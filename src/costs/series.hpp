#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "costs/prices.hpp"
#include "costs/waits.hpp"
#include "domain/time_uuid.hpp"

namespace caravan::costs {

// What happened in one interval of time. Dollars are those of the price list, nothing free.
struct Interval {
  domain::WallTime begin{};
  Operations operations;
  double dollars = 0;
  double one_write_per_message_dollars = 0;
  double inactivity_dollars = 0;
  Waits waits;  // one of each message

  Interval& operator+=(const Interval& more);  // keeps its own begin
};

// The latest intervals of equal length, in memory that does not grow. Not thread-safe.
class Series {
 public:
  Series(std::chrono::seconds step, std::size_t intervals_max) : step_(step), kept_(intervals_max) {}

  // The interval of `now`, to be added to. When the clock has gone back, the newest one.
  Interval& at(domain::WallTime now);

  // The intervals from `from` to `now`, oldest first, joined so that each is `step` long, a multiple of this
  // series' own. Intervals without anything are there, and empty.
  std::vector<Interval> joined(domain::WallTime from, domain::WallTime now, std::chrono::seconds step) const;

 private:
  domain::WallTime begin_of(domain::WallTime time, std::chrono::seconds step) const;

  const std::chrono::seconds step_;
  std::vector<Interval> kept_;  // a ring
  std::size_t newest_ = 0;
};

}  // namespace caravan::costs
