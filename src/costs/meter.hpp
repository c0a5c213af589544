#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "costs/arrivals.hpp"
#include "costs/baselines.hpp"
#include "costs/causes.hpp"
#include "costs/free_tier.hpp"
#include "costs/meter_metrics.hpp"
#include "costs/prices.hpp"
#include "costs/series.hpp"
#include "domain/batch.hpp"
#include "ports/feed.hpp"

namespace caravan::costs {

// How far back a look at the series goes, and how long its intervals are.
enum class Span { hour, day, month };

// Everything that Caravan causes the realtime database to bill, priced: what the feed answers that it cost,
// and what can be inferred, the reads of those who listen. Beside it what the same messages would have cost
// in other ways. Knows what this process did since it started, in bounded memory. Thread-safe.
class Meter {
 public:
  struct Options {
    Prices prices;
    std::string layout;       // a label
    ReplayOptions documents;  // for what would have been
    std::size_t arrivals_max = 50'000;
  };

  struct Report {
    domain::WallTime since{};
    std::uint64_t messages = 0;  // shown, counted for each reader
    std::array<Operations, kCauses.size()> causes;
    double dollars_after_free_tier = 0;
    Operations one_write_per_message;
    Operations inactivity;
    Waits waits;

    Operations total() const;
  };

  // `metrics` must outlive this object.
  Meter(Options options, domain::WallTime now, observe::Metrics& metrics);

  // A try to show `batch`, and what the feed answered.
  void note_show(const domain::Batch& batch, const ports::FeedAnswer& answer, domain::WallTime now);
  // The sessions of a reader were ended, or may have been.
  void note_session_end(domain::WallTime now);

  Report report() const;
  // A list of intervals, oldest first, the last one with `now`; none from before this process.
  std::vector<Interval> series(Span span, domain::WallTime now) const;
  std::vector<Arrival> arrivals() const;

  const Options& options() const { return options_; }

 private:
  void count(Cause cause, const Operations& operations, domain::WallTime now);
  void note_message(domain::UserId reader, const domain::Message& message, domain::WallTime now);

  const Options options_;
  MeterMetrics metrics_;
  mutable std::mutex mutex_;
  Report report_;
  FreeTier free_tier_;
  Baselines baselines_;
  Arrivals arrivals_;
  Series minutes_;
  Series hours_;
};

std::chrono::seconds step_of(Span span);

}  // namespace caravan::costs
