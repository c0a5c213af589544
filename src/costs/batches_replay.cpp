#include "costs/batches_replay.hpp"

#include <algorithm>
#include <utility>

#include "costs/replay_time.hpp"

namespace caravan::costs {

void BatchesReplay::add(const Arrival& arrival) {
  const Time now = replay_time(arrival.time);
  Document& document = documents_[{arrival.chat, arrival.sender}];
  const bool same_message = document.newest == now;
  auto& window = document.window;
  if (same_message && window.count == 0) return show_late(document, arrival);
  if (!same_message) {
    flush_due(document, now);
    if (window.count == 0) {
      window.first = now;
      document.readers.clear();
      document.bytes = options_.document_bytes;
    }
    window.last = document.newest = now;
    ++window.count;
    document.bytes += arrival.bytes + options_.batches_message_bytes;
  }
  document.times.push_back(now);
  note_reader(document, arrival.recipient);
  flush_due(document, now);
}

// A message whose document was written at once has more readers.
void BatchesReplay::show_late(Document& document, const Arrival& arrival) {
  outcome_.waits.add(std::chrono::duration_cast<Waits::Duration>(document.written - document.newest));
  if (note_reader(document, arrival.recipient)) count_reads(document, 1);
}

void BatchesReplay::flush_due(Document& document, Time now) {
  if (document.window.count == 0) return;
  const Time due = policy_.due(document.window);
  if (due > now) return;
  document.written = due;
  for (const Time time : std::exchange(document.times, {}))
    outcome_.waits.add(std::chrono::duration_cast<Waits::Duration>(due - time));
  ++outcome_.operations.writes;
  count_reads(document, document.readers.size());
  document.window = {.first = {}, .last = {}, .count = 0, .previous_flush = due};
}

void BatchesReplay::count_reads(const Document& document, std::size_t readers) {
  const auto reads = options_.listeners * readers;
  outcome_.operations.reads += reads;
  outcome_.operations.bytes_out += reads * document.bytes;
}

bool BatchesReplay::note_reader(Document& document, domain::UserId reader) {
  if (std::ranges::find(document.readers, reader) != document.readers.end()) return false;
  document.readers.push_back(reader);
  return true;
}

Outcome BatchesReplay::finish() {
  for (auto& [stream, document] : documents_)
    flush_due(document, Time::max());
  return std::move(outcome_);
}

}  // namespace caravan::costs
