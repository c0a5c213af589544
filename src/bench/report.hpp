#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "bench/histogram.hpp"
#include "bench/options.hpp"

namespace caravan::bench {

// What the server's own process used.
struct ServerUse {
  std::chrono::nanoseconds cpu{0};  // while it was measured
  // The next two of a live load alone.
  std::uint64_t memory_bytes_before_readers = 0;
  std::uint64_t memory_bytes_with_readers = 0;  // nothing was sent yet
  std::uint64_t memory_bytes_at_end = 0;
};

struct Deliveries {
  std::uint64_t expected = 0;  // of accepted messages, to the sockets of both members
  Histogram latency;           // from when the message was due until it was read; its count is what was seen
};

struct Report {
  Options options;
  Histogram latency;                     // of the operations that succeeded
  std::map<int, std::uint64_t> errors;   // by status; 0 is a broken connection
  std::optional<Deliveries> deliveries;  // of a live load
  std::optional<ServerUse> server;

  bool is_clean() const;  // no error, and no delivery missing
  double rate() const;    // successful operations a second
};

std::string to_table(const Report& report);
std::string to_json(const Report& report);  // one line, fields as docs/benchmarks.md lists them

}  // namespace caravan::bench
