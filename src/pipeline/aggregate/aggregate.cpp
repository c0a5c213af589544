#include "pipeline/aggregate/aggregate.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

namespace caravan::aggregate {

Aggregate::Aggregate(Options options, const domain::WindowPolicy& policy, ports::AggregateStage& stage,
                     ports::PresenceWatch* presence, runtime::Clock& clock, runtime::Random& random,
                     observe::Metrics& metrics)
    : options_(options),
      windows_(policy, options.windows),
      attendance_(options.attendance, clock.now()),
      held_(options.held),
      stage_(stage),
      presence_(presence),
      clock_(clock),
      retries_("aggregate", options.retry, clock, random, metrics),
      handover_({options.spending, options.settle_interval}, stage, clock, retries_, metrics),
      messages_(metrics.counter("caravan_aggregate_messages_total", "Messages put into windows")),
      left_out_(metrics.counter(
          "caravan_aggregate_left_out_total",
          "Deliveries for which nothing was written: the reader has a socket, or has not been seen")),
      spared_(metrics.counter("caravan_aggregate_fetched_total",
                              "Deliveries that needed no write: the reader had fetched them himself")),
      let_go_early_(
          metrics.counter("caravan_aggregate_held_dropped_total",
                          "Deliveries that were held no longer because presence.held_bytes_max was reached")),
      open_windows_(metrics.gauge("caravan_aggregate_open_windows", "Windows with messages that wait")),
      held_messages_(metrics.gauge("caravan_aggregate_held_messages",
                                   "Deliveries kept in case that their reader has not got them")),
      readers_(
          metrics.gauge("caravan_aggregate_readers", "Readers of whom it is known when they were there")) {}

ports::Task<void> Aggregate::run() {
  for (;;) {
    co_await read();
    handover_.advance();
    auto batches = windows_.take_ready(clock_.now());
    note_sizes();
    if (!batches.empty())
      co_await handover_.append_and_commit(std::move(batches), settled());
    else
      co_await handover_.settle(settled());
  }
}

ports::Task<void> Aggregate::read() {
  const auto deliveries = co_await stage_.next(options_.deliveries_max, next_deadline());
  const auto now = clock_.now();
  attend(now);
  if (!deliveries) {
    co_await retries_.wait_after(deliveries.error());
    co_return;
  }
  if (!deliveries->empty()) retries_.reset();
  for (const auto& logged : *deliveries)
    take(logged, now);
}

void Aggregate::take(const ports::Logged<domain::Delivery>& logged, runtime::SteadyTime now) {
  const auto& [offset, delivery, place] = logged;
  // Who wrote it knows it, unless there is another device of his.
  if (delivery.recipient == delivery.message->from && !attendance_.has_other_devices(delivery.recipient, now))
    return windows_.pass(offset);
  if (presence_ && !attendance_.wants_writes(delivery.recipient, now)) {
    held_.add({delivery.recipient, delivery.message, offset, place}, now);
    return windows_.pass(offset);
  }
  cover(delivery.recipient, now);
  if (has_it(delivery.recipient, place, now)) {
    spared_.Increment();
    windows_.skip(delivery.recipient, place);
    return windows_.pass(offset);
  }
  windows_.add(delivery.recipient, delivery.message, offset, place, now);
  messages_.Increment();
}

// Whoever is not served by a socket any more, or listens from now on, gets what was held for him at once.
void Aggregate::attend(runtime::SteadyTime now) {
  if (!presence_) return;
  const auto events = presence_->take();
  for (const auto& event : events)
    attendance_.apply(event, now);
  for (const auto reader : attendance_.take_changed(now))
    cover(reader, now);
  for (const auto& event : events)
    spare(event, now);
  const auto early = held_.let_go_early();
  for (const auto& delivery : held_.take_expired(now)) {
    windows_.skip(delivery.recipient, delivery.place);
    left_out_.Increment();
  }
  let_go_early_.Increment(static_cast<double>(held_.let_go_early() - early));
}

void Aggregate::cover(domain::UserId reader, runtime::SteadyTime now) {
  auto held = held_.take(reader);
  if (held.empty()) return;
  messages_.Increment(static_cast<double>(held.size()));
  for (auto& [recipient, message, offset, place] : held)
    windows_.add(recipient, std::move(message), offset, place, now);
  if (const auto reached = attendance_.reached(reader, now)) drop_until(reader, *reached, now);
  windows_.hurry(reader, now);
}

// Who has just said what he has may need less than waits for him.
void Aggregate::spare(const domain::PresenceEvent& said, runtime::SteadyTime now) {
  const auto* const listens = std::get_if<domain::ReaderListens>(&said);
  if (!listens || !listens->reached) return;
  if (const auto reached = attendance_.reached(listens->reader, now))
    drop_until(listens->reader, *reached, now);
}

void Aggregate::drop_until(domain::UserId reader, std::int64_t place, runtime::SteadyTime now) {
  spared_.Increment(static_cast<double>(windows_.drop_until(reader, place, now).messages.size()));
}

bool Aggregate::has_it(domain::UserId reader, std::int64_t place, runtime::SteadyTime now) const {
  return place <= attendance_.reached(reader, now).value_or(std::numeric_limits<std::int64_t>::min());
}

void Aggregate::note_sizes() {
  open_windows_.Set(static_cast<double>(windows_.open()));
  held_messages_.Set(static_cast<double>(held_.deliveries()));
  readers_.Set(static_cast<double>(attendance_.readers()));
}

// A restart begins behind it: with the oldest delivery that waits in a window or is held.
ports::Offset Aggregate::settled() const {
  const auto held = held_.first_offset();
  return held ? std::min(windows_.settled(), *held - 1) : windows_.settled();
}

runtime::SteadyTime Aggregate::next_deadline() const {
  auto next = std::min(windows_.next_deadline(), handover_.next_deadline(settled()));
  if (!held_.empty())
    next = std::min({next, clock_.now() + options_.presence_interval, attendance_.next_look()});
  return next;
}

}  // namespace caravan::aggregate
