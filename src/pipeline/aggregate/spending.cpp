#include "pipeline/aggregate/spending.hpp"

#include <chrono>
#include <utility>

namespace caravan::aggregate {
namespace {

constexpr std::chrono::seconds kLookInterval{10};

double in_seconds(runtime::SteadyTime::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

observe::Gauge& wait_gauge(observe::Metrics& metrics) {
  return metrics.gauge("caravan_aggregate_wait_seconds",
                       "How long a message waits for others at most, as far as the budget allows now");
}

Spending::Spending(Options options, observe::Metrics& metrics)
    : options_(std::move(options)),
      wait_(wait_gauge(metrics)),
      dollars_(metrics.counter("caravan_aggregate_expected_dollars_total",
                               "What the batches are expected to cost in the feed, nothing being free")) {
  show_wait();
}

void Spending::advance(runtime::SteadyTime now, double share) {
  if (!options_.budget) return;
  looked_at_ = now;
  options_.budget->advance(now, share);
  show_wait();
}

void Spending::spend(const std::vector<domain::Batch>& batches) {
  if (!options_.expected_dollars) return;
  for (const auto& batch : batches) {
    const double dollars = options_.expected_dollars(batch);
    dollars_.Increment(dollars);
    if (options_.budget) options_.budget->spend(dollars, batch.messages.size());
  }
  show_wait();
}

void Spending::show_wait() {
  if (options_.budget) wait_.Set(in_seconds(options_.budget->wait()));
}

runtime::SteadyTime Spending::next_look() const {
  if (!options_.budget || !options_.budget->stretched()) return runtime::SteadyTime::max();
  return looked_at_ + kLookInterval;
}

}  // namespace caravan::aggregate
