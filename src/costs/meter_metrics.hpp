#pragma once

#include <array>
#include <string>

#include "costs/causes.hpp"
#include "costs/prices.hpp"
#include "observe/metrics.hpp"

namespace caravan::costs {

// The meter's figures for Prometheus. Thread-safe.
class MeterMetrics {
 public:
  MeterMetrics(const Prices& prices, const std::string& layout, observe::Metrics& metrics);

  void note(Cause cause, const Operations& operations);
  void note_after_free_tier(double dollars) { after_free_tier_.Increment(dollars); }
  void note_instead(const Operations& one_write_per_message, const Operations& inactivity);
  void note_message() { messages_.Increment(); }

 private:
  // Of one thing that costs: a counter for each kind, and one for the dollars.
  struct Counters {
    observe::Counter* reads;
    observe::Counter* writes;
    observe::Counter* deletes;
    observe::Counter* bytes_out;
    observe::Counter* dollars;
  };

  static Counters counters(observe::Metrics& metrics, const std::string& what, const observe::Labels& labels);
  void add(const Counters& counters, const Operations& operations) const;

  const Prices prices_;
  std::array<Counters, kCauses.size()> causes_;
  Counters one_write_per_message_;
  Counters inactivity_;
  observe::Counter& after_free_tier_;
  observe::Counter& messages_;
};

}  // namespace caravan::costs
