#include "domain/windows.hpp"

#include <functional>
#include <utility>

namespace caravan::domain {

void Windows::add(const BatchKey& key, SharedMessage message, std::int64_t offset, std::int64_t place,
                  SteadyTime now) {
  pass(offset);
  const std::size_t bytes = message->body.size();
  auto entry = windows_.try_emplace(key).first;
  if (!entry->second.batch.messages.empty()) {
    const bool too_large = entry->second.bytes + bytes > options_.batch_bytes_max;
    const bool read_again = place <= entry->second.batch.last();
    const bool gap = entry->second.skipped > entry->second.batch.last();
    if (too_large || read_again || gap) flush(entry, now);
  }
  if (entry->second.batch.messages.empty()) begin(entry, offset, place, now);
  append(entry, std::move(message), place, now);
  const bool full = entry->second.bytes >= options_.batch_bytes_max ||
                    entry->second.batch.messages.size() >= options_.batch_messages_max;
  if (full) flush(entry, now);
  if (unsettled_.size() > options_.open_max) make_room(now);
}

void Windows::begin(Entry entry, std::int64_t offset, std::int64_t place, SteadyTime now) {
  Window& window = entry->second;
  window.state.first = now;
  window.first_offset = offset;
  window.batch.key = entry->first;
  // Without a memory of what came before, everything may be missing.
  const auto last = last_places_.of(entry->first);
  window.batch.after = last && *last < place ? *last : place - 1;
  unsettled_.insert(offset);
}

void Windows::append(Entry entry, SharedMessage message, std::int64_t place, SteadyTime now) {
  Window& window = entry->second;
  const bool opens = window.batch.messages.empty();
  window.state.last = now;
  window.state.count = window.batch.messages.size() + 1;
  window.bytes += message->body.size();
  window.batch.messages.push_back(std::move(message));
  window.batch.offsets.push_back(place);
  const SteadyTime due = policy_.due(window.state);
  // A deadline that moves away is noticed when the old one is reached; one that comes nearer must be queued.
  if (opens || due <= now) deadlines_.push({due, entry->first});
}

void Windows::flush(Entry entry, SteadyTime now) {
  Batch& batch = entry->second.batch;
  const auto last = batch.last();
  ready_.push_back(std::exchange(batch, {}));
  batch.after = last;
  close(entry, now);
}

// An empty one, behind the last message that was in it.
void Windows::close(Entry entry, SteadyTime now) {
  Window& window = entry->second;
  last_places_.note(entry->first, std::max(window.batch.after, std::exchange(window.skipped, 0)));
  window.batch = {};
  unsettled_.erase(window.first_offset);
  window.bytes = 0;
  window.state = {.first = {}, .last = {}, .count = 0, .previous_flush = now};
  forget_later(entry);
}

// The key is forgotten when this deadline is reached and the window is still empty.
void Windows::forget_later(Entry entry) {
  Window& window = entry->second;
  window.forgotten_at = *window.state.previous_flush;
  if (!too_many_remembered()) window.forgotten_at += policy_.memory();
  forgettings_.push({window.forgotten_at, entry->first});
}

void Windows::skip(const BatchKey& key, std::int64_t place) {
  const auto open = windows_.find(key);
  if (open != windows_.end() && !open->second.batch.messages.empty())
    open->second.skipped = std::max(open->second.skipped, place);
  else
    last_places_.note(key, std::max(place, last_places_.of(key).value_or(place)));
}

Batch Windows::drop_until(const BatchKey& key, std::int64_t place, SteadyTime now) {
  const auto entry = windows_.find(key);
  if (entry == windows_.end()) return {};
  Window& window = entry->second;
  auto dropped = take_until(window.batch, place);
  for (const auto& message : dropped.messages)
    window.bytes -= message->body.size();
  window.state.count = window.batch.messages.size();
  if (!dropped.messages.empty() && window.batch.messages.empty()) close(entry, now);
  return dropped;
}

void Windows::hurry(const BatchKey& key, SteadyTime now) {
  const auto entry = windows_.find(key);
  if (entry != windows_.end() && !entry->second.batch.messages.empty()) flush(entry, now);
}

void Windows::flush_due(SteadyTime now) {
  while (!deadlines_.empty() && deadlines_.top().at <= now) {
    const BatchKey key = deadlines_.top().key;
    deadlines_.pop();
    const auto entry = windows_.find(key);
    if (entry == windows_.end() || entry->second.batch.messages.empty()) continue;
    const SteadyTime due = policy_.due(entry->second.state);
    if (due <= now)
      flush(entry, now);
    else
      deadlines_.push({due, key});
  }
}

void Windows::forget_due(SteadyTime now) {
  while (!forgettings_.empty() && forgettings_.top().at <= now) {
    const auto entry = windows_.find(forgettings_.top().key);
    forgettings_.pop();
    if (entry == windows_.end() || !entry->second.batch.messages.empty()) continue;
    const Window& window = entry->second;
    if (too_many_remembered() || *window.state.previous_flush + policy_.memory() <= now)
      windows_.erase(entry);
    else if (window.forgotten_at <= now)  // the policy remembers for longer by now
      forget_later(entry);
  }
}

// An open window always has a deadline. The first one may be of a window that was flushed since, or have
// moved away.
void Windows::make_room(SteadyTime now) {
  while (unsettled_.size() > options_.open_max) {
    const Deadline first = deadlines_.top();
    deadlines_.pop();
    const auto entry = windows_.find(first.key);
    if (entry == windows_.end() || entry->second.batch.messages.empty()) continue;
    const SteadyTime due = policy_.due(entry->second.state);
    if (due <= first.at)
      flush(entry, now);
    else
      deadlines_.push({due, first.key});
  }
  forget_due(now);
}

std::vector<Batch> Windows::take_ready(SteadyTime now) {
  flush_due(now);
  forget_due(now);
  return std::exchange(ready_, {});
}

SteadyTime Windows::next_deadline() const {
  if (!ready_.empty()) return SteadyTime::min();
  const auto first = [](const Deadlines& deadlines) {
    return deadlines.empty() ? SteadyTime::max() : deadlines.top().at;
  };
  return std::min(first(deadlines_), first(forgettings_));
}

}  // namespace caravan::domain
