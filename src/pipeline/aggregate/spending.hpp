#pragma once

#include <functional>
#include <vector>

#include "domain/batch.hpp"
#include "domain/wait_budget.hpp"
#include "observe/metrics.hpp"
#include "runtime/clock.hpp"

namespace caravan::aggregate {

// The wait in effect, in seconds.
observe::Gauge& wait_gauge(observe::Metrics& metrics);

// Tells the budget of the windows what their batches are expected to cost, and shows both. Not thread-safe.
class Spending {
 public:
  struct Options {
    // In US dollars; thread-safe and quick. Without it, batches cost nothing.
    std::function<double(const domain::Batch&)> expected_dollars;
    // Told what is spent; null when nobody asks. Must outlive this object.
    domain::WaitBudget* budget = nullptr;
  };

  Spending(Options options, observe::Metrics& metrics);

  // `share` of all readers is this process's.
  void advance(runtime::SteadyTime now, double share);
  void spend(const std::vector<domain::Batch>& batches);
  // When to call `advance` although nothing has happened: a stretched wait shrinks by itself.
  runtime::SteadyTime next_look() const;

 private:
  void show_wait();

  Options options_;
  runtime::SteadyTime looked_at_{};
  observe::Gauge& wait_;
  observe::Counter& dollars_;
};

}  // namespace caravan::aggregate
