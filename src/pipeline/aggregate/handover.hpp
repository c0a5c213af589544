#pragma once

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "domain/batch.hpp"
#include "observe/metrics.hpp"
#include "pipeline/aggregate/spending.hpp"
#include "pipeline/retries.hpp"
#include "ports/message_log.hpp"
#include "runtime/clock.hpp"

namespace caravan::aggregate {

// Hands batches on to the next log, remembers how far their log was worked off, and tells what both cost. Not
// thread-safe.
template <class In>
class Handover {
 public:
  using Stage = ports::Stage<In, domain::Batch>;
  struct Options {
    Spending::Options spending;
    std::chrono::milliseconds settle_interval{1000};  // how often progress without a batch is remembered
  };

  // References must outlive this object.
  Handover(Options options, Stage& stage, runtime::Clock& clock, pipeline::Retries& retries,
           observe::Metrics& metrics)
      : settle_interval_(options.settle_interval),
        spending_(std::move(options.spending), metrics),
        stage_(stage),
        clock_(clock),
        retries_(retries),
        settled_at_(clock.now()),
        batches_(metrics.counter("caravan_aggregate_batches_total", "Batches handed on")),
        age_(metrics.latency("caravan_aggregate_message_age_seconds",
                             "Age of a batch's oldest message when the batch is written")),
        batch_messages_(metrics.size("caravan_aggregate_batch_messages", "Messages in a batch")) {}

  // Before each look at the windows, whose policy may follow the budget.
  void advance() { spending_.advance(clock_.now(), stage_.share()); }

  // Tries until it has succeeded. `settled`: everything up to this offset of the stage's log is in these
  // batches, or was in earlier ones, or needs none.
  ports::Task<void> append_and_commit(std::vector<domain::Batch> batches, ports::Offset settled) {
    for (;;) {
      const auto handed_on = co_await stage_.append_and_commit(batches, settled);
      if (handed_on) break;
      co_await retries_.wait_after(handed_on.error());
    }
    retries_.reset();
    settled_ = settled;
    settled_at_ = clock_.now();
    note(batches);
  }

  // Remembers progress that came without a batch, when it is time to.
  ports::Task<void> settle(ports::Offset settled) {
    if (settled <= settled_ || clock_.now() < settled_at_ + settle_interval_) co_return;
    settled_at_ = clock_.now();
    const auto done = co_await stage_.commit(settled);
    if (!done) {
      co_await retries_.wait_after(done.error());
      co_return;
    }
    retries_.reset();
    settled_ = settled;
  }

  // When to call `advance` or `settle`, though nothing new has come.
  runtime::SteadyTime next_deadline(ports::Offset settled) const {
    const auto look = spending_.next_look();
    return settled > settled_ ? std::min(look, settled_at_ + settle_interval_) : look;
  }

 private:
  void note(const std::vector<domain::Batch>& batches) {
    spending_.spend(batches);
    batches_.Increment(static_cast<double>(batches.size()));
    const auto now = clock_.wall();
    for (const auto& batch : batches) {
      batch_messages_.Observe(static_cast<double>(batch.messages.size()));
      age_.Observe(domain::age_seconds(batch.messages.front()->time, now));
    }
  }

  const std::chrono::milliseconds settle_interval_;
  Spending spending_;
  Stage& stage_;
  runtime::Clock& clock_;
  pipeline::Retries& retries_;
  ports::Offset settled_ = 0;  // the last offset that the stage remembers
  runtime::SteadyTime settled_at_;
  observe::Counter& batches_;
  observe::Histogram& age_;
  observe::Histogram& batch_messages_;
};

}  // namespace caravan::aggregate
