#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "costs/curve.hpp"
#include "costs/prices.hpp"

// What `caravan cost` reads and prints.
namespace caravan::costs {

struct PricedOperations {
  Operations operations;
  double dollars = 0;
};

// What a server's metrics say of its bill.
struct Bill {
  struct Line {
    std::string layout;
    std::string cause;  // empty for what would have been
    PricedOperations cost;
  };
  std::vector<Line> lines;    // as the metrics name them
  std::vector<Line> instead;  // in other ways of writing, by their name
  double dollars_after_free_tier = 0;
  std::uint64_t messages = 0;

  PricedOperations total() const;
};

// From the Prometheus text format; nothing when there is no bill in it.
std::optional<Bill> parse_bill(std::string_view metrics);

// For a terminal.
std::string to_table(const Bill& bill);
// What recorded traffic makes of windows; `messages` counts each reader's.
std::string to_table(const std::vector<Curve::Point>& points, std::uint64_t messages, const Prices& prices);

}  // namespace caravan::costs
