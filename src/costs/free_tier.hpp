#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "costs/prices.hpp"
#include "domain/time_uuid.hpp"

namespace caravan::costs {

// What is left to pay when some operations of each day are free, and some bytes of each month: days and
// months of UTC. Knows only what one process tells it; the database has one free tier. Not thread-safe.
class FreeTier {
 public:
  explicit FreeTier(const Prices& prices) : prices_(prices) {}

  // The dollars that these operations cost. A clock that goes back begins a new day.
  double charge(const Operations& operations, domain::WallTime now) {
    begin_periods(now);
    Operations paid;
    paid.reads = beyond(today_.reads, operations.reads, prices_.free_reads);
    paid.writes = beyond(today_.writes, operations.writes, prices_.free_writes);
    paid.deletes = beyond(today_.deletes, operations.deletes, prices_.free_deletes);
    const auto free_bytes = static_cast<std::uint64_t>(prices_.free_gib_out * Prices::kGibibyte);
    paid.bytes_out = beyond(bytes_out_, operations.bytes_out, free_bytes);
    return dollars(prices_, paid);
  }

 private:
  void begin_periods(domain::WallTime now) {
    const auto day = std::chrono::floor<std::chrono::days>(now);
    if (day == day_) return;
    const std::chrono::year_month_day before{day_}, date{day};
    if (before.year() != date.year() || before.month() != date.month()) bytes_out_ = 0;
    day_ = day;
    today_ = {};
  }

  // Adds `more` to `used`; answers how much of it lies above `free`.
  static std::uint64_t beyond(std::uint64_t& used, std::uint64_t more, std::uint64_t free) {
    const auto paid_before = used - std::min(used, free);
    used += more;
    return used - std::min(used, free) - paid_before;
  }

  const Prices prices_;
  std::chrono::sys_days day_{};
  Operations today_;             // operations alone
  std::uint64_t bytes_out_ = 0;  // of the month
};

}  // namespace caravan::costs
