#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "domain/windows.hpp"
#include "observe/metrics.hpp"
#include "pipeline/aggregate/spending.hpp"
#include "pipeline/retries.hpp"
#include "ports/message_log.hpp"
#include "runtime/clock.hpp"

namespace caravan::aggregate {

struct Options {
  domain::Windows::Options windows;
  Spending::Options spending;
  std::size_t deliveries_max = 1024;                // read together
  std::chrono::milliseconds settle_interval{1000};  // how often progress without a batch is remembered
  runtime::Backoff::Options retry = pipeline::kRetryBackoff;
};

// The hop that saves writes: gathers what one reader is to get into batches. Open windows live in memory
// only; the log is read again from the oldest of them after a restart, so none of them is lost.
class Aggregate {
 public:
  // All references must outlive this object.
  Aggregate(Options options, const domain::WindowPolicy& policy, ports::AggregateStage& stage,
            runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics);

  // Runs until cancelled.
  ports::Task<void> run();

  // Recipients whose window is open: at most `windows.open_max`. On the hop's own loop.
  std::size_t open_windows() const { return windows_.open(); }

 private:
  ports::Task<void> read();
  ports::Task<void> hand_on(std::vector<domain::Batch> batches);
  ports::Task<void> settle();
  runtime::SteadyTime next_deadline() const;
  bool may_settle(runtime::SteadyTime now) const;

  Options options_;
  domain::Windows windows_;
  Spending spending_;
  ports::AggregateStage& stage_;
  runtime::Clock& clock_;
  pipeline::Retries retries_;
  ports::Offset settled_ = 0;  // the last offset that the stage remembers
  runtime::SteadyTime settled_at_;
  observe::Counter& messages_;
  observe::Counter& batches_;
  observe::Histogram& age_;
  observe::Gauge& open_windows_;
  observe::Histogram& batch_messages_;
};

}  // namespace caravan::aggregate
