#include "costs/meter.hpp"

#include <algorithm>
#include <utility>

namespace caravan::costs {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds kMinute = minutes(1), kHour = hours(1);
constexpr std::size_t kMinutesKept = 24 * 60, kHoursKept = 31 * 24;

seconds length_of(Span span) {
  switch (span) {
    case Span::hour:
      return hours(1);
    case Span::day:
      return hours(24);
    case Span::month:
      break;
  }
  return hours(31 * 24);
}

Operations delivery(const ports::FeedCost& cost) {
  return {.writes = cost.writes - cost.vain_writes - cost.unseen_writes, .deletes = cost.deletes};
}

Operations retry(const ports::FeedCost& cost) {
  return {.reads = cost.reads - cost.first_touches, .writes = cost.vain_writes};
}

Operations first_touch(const ports::FeedCost& cost) {
  return {.reads = cost.first_touches, .writes = cost.unseen_writes};
}

// Every write that was seen is a read of everybody who listens.
Operations listening(const ports::FeedAnswer& answer, std::uint64_t listeners_per_reader) {
  const auto listeners = listeners_per_reader * std::max<std::size_t>(1, answer.readers.size());
  const auto seen = delivery(answer.cost).writes + answer.cost.late_writes;
  return {.reads = listeners * seen, .bytes_out = listeners * answer.cost.bytes_out};
}

}  // namespace

seconds step_of(Span span) {
  switch (span) {
    case Span::hour:
      return kMinute;
    case Span::day:
      return minutes(15);
    case Span::month:
      break;
  }
  return hours(6);
}

Operations Meter::Report::total() const {
  Operations total;
  for (const auto& operations : causes)
    total += operations;
  return total;
}

Meter::Meter(Options options, domain::WallTime now, observe::Metrics& metrics)
    : options_(std::move(options)),
      metrics_(options_.prices, options_.layout, metrics),
      report_{.since = now},
      free_tier_(options_.prices),
      baselines_(options_.documents),
      arrivals_(options_.arrivals_max),
      minutes_(kMinute, kMinutesKept),
      hours_(kHour, kHoursKept) {}

void Meter::note_show(const domain::Batch& batch, const ports::FeedAnswer& answer, domain::WallTime now) {
  const auto& cost = answer.cost;
  const std::lock_guard lock(mutex_);
  count(Cause::delivery, delivery(cost), now);
  count(Cause::listener, listening(answer, options_.documents.listeners), now);
  count(Cause::first_touch, first_touch(cost), now);
  count(Cause::retry, retry(cost), now);
  if (!answer.outcome) return;
  for (const auto& message : batch.messages) {
    if (const auto* const reader = batch.reader()) note_message(*reader, *message, now);
    for (const auto reader : answer.readers)
      if (reader != message->from) note_message(reader, *message, now);
  }
}

// The write that raises the epoch is seen by who listens, and cuts him off.
void Meter::note_session_end(domain::WallTime now) {
  const std::lock_guard lock(mutex_);
  count(Cause::session, {.reads = options_.documents.listeners, .writes = 1}, now);
}

void Meter::count(Cause cause, const Operations& operations, domain::WallTime now) {
  if (operations == Operations{}) return;
  report_.causes[static_cast<std::size_t>(cause)] += operations;
  const double left_to_pay = free_tier_.charge(operations, now);
  report_.dollars_after_free_tier += left_to_pay;
  metrics_.note(cause, operations);
  metrics_.note_after_free_tier(left_to_pay);
  for (auto* series : {&minutes_, &hours_}) {
    auto& interval = series->at(now);
    interval.operations += operations;
    interval.dollars += dollars(options_.prices, operations);
  }
}

void Meter::note_message(domain::UserId reader, const domain::Message& message, domain::WallTime now) {
  const Arrival arrival{message.time.instant(), reader, message.chat, message.from,
                        static_cast<std::uint32_t>(message.body.size())};
  arrivals_.add(arrival);
  const auto instead = baselines_.of(arrival);
  report_.one_write_per_message += instead.one_write_per_message;
  report_.inactivity += instead.inactivity;
  ++report_.messages;
  metrics_.note_instead(instead.one_write_per_message, instead.inactivity);
  metrics_.note_message();

  const auto wait = std::chrono::duration_cast<Waits::Duration>(now - arrival.time);
  report_.waits.add(wait);
  for (auto* series : {&minutes_, &hours_}) {
    auto& interval = series->at(now);
    interval.waits.add(wait);
    interval.one_write_per_message_dollars += dollars(options_.prices, instead.one_write_per_message);
    interval.inactivity_dollars += dollars(options_.prices, instead.inactivity);
  }
}

Meter::Report Meter::report() const {
  const std::lock_guard lock(mutex_);
  return report_;
}

std::vector<Interval> Meter::series(Span span, domain::WallTime now) const {
  const auto step = step_of(span);
  const std::lock_guard lock(mutex_);
  const auto& series = span == Span::month ? hours_ : minutes_;
  const auto from = std::max(report_.since, now - length_of(span) + step);
  return series.joined(from, now, step);
}

std::vector<Arrival> Meter::arrivals() const {
  const std::lock_guard lock(mutex_);
  return arrivals_.all();
}

}  // namespace caravan::costs
