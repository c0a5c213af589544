#include "costs/inbox_replay.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "costs/replay_time.hpp"

namespace caravan::costs {

void InboxReplay::add(const Arrival& arrival) {
  const Time now = replay_time(arrival.time);
  Reader& reader = readers_[arrival.recipient];
  advance(reader, now);
  auto& window = reader.window;
  if (window.count == 0) window.first = now;
  window.last = now;
  ++window.count;
  reader.open.times.push_back(now);
  reader.open.bytes += arrival.bytes + options_.inbox_entry_bytes;
  advance(reader, now);
}

void InboxReplay::advance(Reader& reader, Time now) {
  if (reader.window.count > 0) {
    const Time due = policy_.due(reader.window);
    if (due <= now) flush(reader, due);
  }
  write_due(reader, now);
}

// What the window held waits for the next write of the document.
void InboxReplay::flush(Reader& reader, Time now) {
  write_due(reader, now);
  if (reader.waiting.times.empty())
    reader.due = reader.written ? std::max(now, *reader.written + options_.interval) : now;
  auto& times = reader.waiting.times;
  times.insert(times.end(), reader.open.times.begin(), reader.open.times.end());
  reader.waiting.bytes += reader.open.bytes;
  reader.open = {};
  reader.window = {.first = {}, .last = {}, .count = 0, .previous_flush = now};
}

void InboxReplay::write_due(Reader& reader, Time now) {
  if (reader.waiting.times.empty() || reader.due > now) return;
  const auto written = std::exchange(reader.waiting, {});
  reader.written = reader.due;
  for (const Time time : written.times)
    outcome_.waits.add(std::chrono::duration_cast<Waits::Duration>(reader.due - time));
  reader.ring.push_back(written.bytes);
  outcome_.operations +=
      {.reads = options_.listeners, .writes = 1, .bytes_out = options_.listeners * document_bytes(reader)};
}

std::size_t InboxReplay::document_bytes(Reader& reader) const {
  while (reader.ring.size() > options_.batches_max)
    reader.ring.pop_front();
  const auto entries = std::accumulate(reader.ring.begin(), reader.ring.end(), std::size_t{0});
  return std::min(entries, options_.entries_bytes_max) + options_.document_bytes;
}

Outcome InboxReplay::finish() {
  for (auto& [user, reader] : readers_)
    advance(reader, Time::max());
  return std::move(outcome_);
}

}  // namespace caravan::costs
