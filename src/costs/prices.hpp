#pragma once

#include <cstdint>

namespace caravan::costs {

// What a realtime database counts on its bill.
struct Operations {
  std::uint64_t reads = 0;
  std::uint64_t writes = 0;
  std::uint64_t deletes = 0;
  std::uint64_t bytes_out = 0;  // to listeners

  Operations& operator+=(const Operations& more) {
    reads += more.reads;
    writes += more.writes;
    deletes += more.deletes;
    bytes_out += more.bytes_out;
    return *this;
  }
  friend bool operator==(const Operations&, const Operations&) = default;
};

// In US dollars. Plain values, from the configuration.
struct Prices {
  static constexpr double kPricedTogether = 100'000;  // operations
  static constexpr double kGibibyte = 1 << 30;

  double reads = 0.03;    // of 100,000
  double writes = 0.09;   // of 100,000
  double deletes = 0.01;  // of 100,000
  double gib_out = 0.12;  // of a GiB

  // What costs nothing: operations of each day, GiB of each month.
  std::uint64_t free_reads = 50'000;
  std::uint64_t free_writes = 20'000;
  std::uint64_t free_deletes = 20'000;
  double free_gib_out = 10;
};

// What the operations cost when nothing is free any more.
inline double dollars(const Prices& prices, const Operations& operations) {
  const auto priced = [](std::uint64_t count, double price) {
    return static_cast<double>(count) / Prices::kPricedTogether * price;
  };
  return priced(operations.reads, prices.reads) + priced(operations.writes, prices.writes) +
         priced(operations.deletes, prices.deletes) +
         static_cast<double>(operations.bytes_out) / Prices::kGibibyte * prices.gib_out;
}

}  // namespace caravan::costs
