#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What administrators are told about the bill; contract: api/openapi.yaml. Thread-safe.
namespace caravan::wire {

struct CostOperations {
  std::uint64_t reads = 0;
  std::uint64_t writes = 0;
  std::uint64_t deletes = 0;
  std::uint64_t bytes_out = 0;
  double dollars = 0;
};

// In seconds.
struct CostWaits {
  double median = 0;
  double p99 = 0;
  double longest = 0;
};

struct CostPrices {
  double reads = 0, writes = 0, deletes = 0;  // of 100,000
  double gib_out = 0;
  std::uint64_t free_reads = 0, free_writes = 0, free_deletes = 0;  // a day
  double free_gib_out = 0;                                          // a month
};

struct CostReport {
  struct OfCause {
    std::string cause;
    CostOperations operations;
  };
  struct Interval {
    std::int64_t begin = 0;  // seconds since 1970, as all instants here
    std::uint64_t messages = 0;
    CostOperations operations;
    double one_write_per_message_dollars = 0;
    double inactivity_dollars = 0;
    std::optional<CostWaits> waits;  // none without messages
  };

  std::string feed;
  std::string layout;
  std::string policy;
  double window_seconds = 0;
  std::uint64_t listeners_per_reader = 1;
  CostPrices prices;
  std::int64_t since = 0;
  std::uint64_t messages = 0;
  CostOperations total;
  double dollars_after_free_tier = 0;
  std::vector<OfCause> causes;
  CostOperations one_write_per_message;
  CostOperations inactivity;
  std::optional<CostWaits> waits;
  std::int64_t step_seconds = 0;
  std::vector<Interval> series;
};
std::string encode(const CostReport& report);

struct CostCurve {
  struct Point {
    std::string rule;
    std::string layout;
    std::optional<double> window_seconds;
    CostOperations operations;
    std::optional<CostWaits> waits;
  };

  std::uint64_t messages = 0;
  std::int64_t from = 0, to = 0;  // of the messages; 0 without any
  std::vector<Point> points;
};
std::string encode(const CostCurve& curve);

}  // namespace caravan::wire
