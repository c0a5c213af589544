#pragma once

#include <cstdint>

#include "bench/histogram.hpp"
#include "costs/prices.hpp"

namespace caravan::bench::windows {

// What one way of delivering made of a trace.
struct Tally {
  std::uint64_t messages = 0;    // that arrived, however they are delivered
  std::uint64_t to_history = 0;  // of which the document shows only that there is something to read
  costs::Operations operations;
  Histogram waits;  // of messages that a document brought: from arrival to the write

  Tally& operator+=(const Tally& more) {
    messages += more.messages;
    to_history += more.to_history;
    operations += more.operations;
    waits += more.waits;
    return *this;
  }
  double per_thousand(std::uint64_t count) const {
    return messages ? 1000.0 * static_cast<double>(count) / static_cast<double>(messages) : 0;
  }
  double dollars_per_million(const costs::Prices& prices) const {
    return messages ? 1e6 * costs::dollars(prices, operations) / static_cast<double>(messages) : 0;
  }
};

}  // namespace caravan::bench::windows
