#include "bench/windows/deliveries.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace caravan::bench::windows {
namespace {

using domain::SteadyTime;

constexpr domain::UserId kReader{1};
constexpr std::uint32_t kSendersMax = 1 << 12;  // of one chat

// Windows look at nothing but a message's size, so those of one size can be one.
const domain::SharedMessage& message_of(std::uint32_t body_bytes) {
  thread_local std::map<std::uint32_t, domain::SharedMessage> messages;
  auto& message = messages[body_bytes];
  if (!message)
    message = std::make_shared<domain::Message>(domain::Message{.id = {},
                                                                .chat = {},
                                                                .from = {1},
                                                                .to = {},
                                                                .body = std::string(body_bytes, 'x'),
                                                                .time = domain::TimeUuid::at({}, 1)});
  return message;
}

// An arrival's time is its place, too: so batches say how long each message waited.
std::int64_t place_of(const Arrival& arrival) {
  return arrival.at.count();
}

void note_waits(const domain::Batch& batch, SteadyTime now, Tally& tally) {
  for (const auto place : batch.offsets)
    tally.waits.record(now.time_since_epoch() - std::chrono::nanoseconds(place));
}

}  // namespace

void InboxDeliveries::add(const Arrival& arrival) {
  const SteadyTime now{arrival.at};
  pass_until(now);
  ++tally_.messages;
  windows_.add(kReader, message_of(arrival.body_bytes), place_of(arrival), place_of(arrival), now);
  take(now);
}

void InboxDeliveries::write_own(SteadyTime now) {
  if (!fetch_interval_) return;
  pass_until(now);
  may_fetch_at_ = std::max(may_fetch_at_, now);
  will_fetch_ = true;
  pass_until(now);
}

Tally InboxDeliveries::finish() {
  pass_until(SteadyTime::max());
  return std::move(tally_);
}

void InboxDeliveries::pass_until(SteadyTime time) {
  for (;;) {
    const auto due = windows_.next_deadline();
    const auto write_at = waiting_ ? may_write_at_ : SteadyTime::max();
    const auto fetch_at = will_fetch_ ? may_fetch_at_ : SteadyTime::max();
    const auto next = std::min({due, write_at, fetch_at});
    if (next > time || next == SteadyTime::max()) return;
    if (fetch_at == next)
      fetch(fetch_at);
    else if (write_at == next)
      write(write_at);
    else
      take(due);
  }
}

void InboxDeliveries::take(SteadyTime now) {
  for (auto& batch : windows_.take_ready(now)) {
    if (waiting_)
      append(*waiting_, std::move(batch));
    else
      waiting_ = std::move(batch);
  }
  if (waiting_ && may_write_at_ <= now) write(now);
}

void InboxDeliveries::fetch(SteadyTime now) {
  will_fetch_ = false;
  may_fetch_at_ = now + *fetch_interval_;
  note_waits(windows_.drop_until(kReader, now.time_since_epoch().count(), now), now, tally_);
}

void InboxDeliveries::write(SteadyTime now) {
  const auto batch = *std::exchange(waiting_, std::nullopt);
  may_write_at_ = now + write_interval_;
  note_waits(batch, now, tally_);
  tally_.to_history += ring_.add(batch);
  tally_.operations += {.reads = 1, .writes = 1, .deletes = 0, .bytes_out = ring_.document_bytes()};
}

void DocumentDeliveries::add(const Arrival& arrival) {
  const SteadyTime now{arrival.at};
  pass_until(now);
  ++tally_.messages;
  const domain::UserId stream{1 + std::int64_t{arrival.chat} * kSendersMax + arrival.sender};
  windows_.add(stream, message_of(arrival.body_bytes), place_of(arrival), place_of(arrival), now);
  take(now);
}

Tally DocumentDeliveries::finish() {
  pass_until(SteadyTime::max());
  return std::move(tally_);
}

void DocumentDeliveries::pass_until(SteadyTime time) {
  for (auto due = windows_.next_deadline(); due <= time && due != SteadyTime::max();
       due = windows_.next_deadline())
    take(due);
}

void DocumentDeliveries::take(SteadyTime now) {
  for (const auto& batch : windows_.take_ready(now)) {
    note_waits(batch, now, tally_);
    std::size_t bytes = kDocumentBytesBesideEntries;
    for (const auto& message : batch.messages)
      bytes += entry_bytes(message->body.size());
    tally_.operations += {.reads = 1, .writes = 1, .deletes = 1, .bytes_out = bytes};
  }
}

}  // namespace caravan::bench::windows
