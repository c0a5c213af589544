#include "pipeline/aggregate/aggregate.hpp"

#include <algorithm>
#include <utility>

namespace caravan::aggregate {

Aggregate::Aggregate(Options options, const domain::WindowPolicy& policy, ports::AggregateStage& stage,
                     runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics)
    : options_(options),
      windows_(policy, options.windows),
      spending_(options.spending, metrics),
      stage_(stage),
      clock_(clock),
      retries_("aggregate", options.retry, clock, random, metrics),
      settled_at_(clock.now()),
      messages_(metrics.counter("caravan_aggregate_messages_total", "Deliveries put into windows")),
      batches_(metrics.counter("caravan_aggregate_batches_total", "Batches handed on")),
      age_(metrics.latency("caravan_aggregate_message_age_seconds",
                           "Age of a batch's oldest message when the batch is written")),
      open_windows_(metrics.gauge("caravan_aggregate_open_windows", "Recipients whose window is open")),
      batch_messages_(metrics.size("caravan_aggregate_batch_messages", "Messages in a batch")) {}

ports::Task<void> Aggregate::run() {
  for (;;) {
    co_await read();
    spending_.advance(clock_.now(), stage_.share());
    auto batches = windows_.take_ready(clock_.now());
    open_windows_.Set(static_cast<double>(windows_.open()));
    if (!batches.empty())
      co_await hand_on(std::move(batches));
    else if (may_settle(clock_.now()))
      co_await settle();
  }
}

ports::Task<void> Aggregate::read() {
  const auto deliveries = co_await stage_.next(options_.deliveries_max, next_deadline());
  if (!deliveries) {
    co_await retries_.wait_after(deliveries.error());
    co_return;
  }
  if (!deliveries->empty()) retries_.reset();
  const auto now = clock_.now();
  for (const auto& [offset, delivery, place] : *deliveries) {
    // Senders know what they wrote; their other devices learn it live or from history.
    if (delivery.recipient == delivery.message->from) {
      windows_.pass(offset);
      continue;
    }
    windows_.add(delivery.recipient, delivery.message, offset, place, now);
    messages_.Increment();
  }
}

ports::Task<void> Aggregate::hand_on(std::vector<domain::Batch> batches) {
  const auto settled = windows_.settled();
  for (;;) {
    const auto handed_on = co_await stage_.hand_on(batches, settled);
    if (handed_on) break;
    co_await retries_.wait_after(handed_on.error());
  }
  retries_.reset();
  settled_ = settled;
  settled_at_ = clock_.now();
  spending_.spend(batches);
  batches_.Increment(static_cast<double>(batches.size()));
  const auto now = clock_.wall();
  for (const auto& batch : batches) {
    batch_messages_.Observe(static_cast<double>(batch.messages.size()));
    age_.Observe(domain::age_seconds(batch.messages.front()->time, now));
  }
}

ports::Task<void> Aggregate::settle() {
  const auto settled = windows_.settled();
  settled_at_ = clock_.now();
  const auto done = co_await stage_.done(settled);
  if (!done) {
    co_await retries_.wait_after(done.error());
    co_return;
  }
  retries_.reset();
  settled_ = settled;
}

runtime::SteadyTime Aggregate::next_deadline() const {
  const auto flush = std::min(windows_.next_deadline(), spending_.next_look());
  if (windows_.settled() <= settled_) return flush;
  return std::min(flush, settled_at_ + options_.settle_interval);
}

bool Aggregate::may_settle(runtime::SteadyTime now) const {
  return windows_.settled() > settled_ && now >= settled_at_ + options_.settle_interval;
}

}  // namespace caravan::aggregate
