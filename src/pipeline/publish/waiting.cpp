#include "pipeline/publish/waiting.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace caravan::publish {
namespace {

std::size_t bytes_of(const domain::Batch& batch) {
  std::size_t bytes = 0;
  for (const auto& message : batch.messages)
    bytes += message->body.size() + Waiting::kBookkeeping;
  return bytes;
}

Slot slot_of(const domain::Batch& batch, ports::Offset offset) {
  if (const auto* const reader = batch.reader()) return *reader;
  return offset;
}

}  // namespace

void Waiting::add(domain::Batch batch, ports::Offset offset, runtime::SteadyTime now) {
  seen_ = offset;
  const auto entry = slots_.try_emplace(slot_of(batch, offset)).first;
  auto& waiting = entry->second.waiting;
  if (waiting) {
    bytes_ -= bytes_of(waiting->batch);
    append(waiting->batch, std::move(batch));
    limit(*waiting);
    return;
  }
  waiting.emplace(Work{std::move(batch), unsettled_.insert(offset)});
  limit(*waiting);
  if (!entry->second.under_way) schedule(entry, std::max(now, paced(entry->second)));
}

// Counts the bytes of what waits, of which only so many may.
void Waiting::limit(Work& work) {
  if (work.batch.reader()) left_to_history_ += keep_newest(work.batch, options_.reader_bytes_max);
  bytes_ += bytes_of(work.batch);
}

std::vector<Waiting::Ready> Waiting::take_ready(runtime::SteadyTime now) {
  std::vector<Ready> ready;
  while (may_start() && !deadlines_.empty() && deadlines_.top().at <= now) {
    const auto deadline = deadlines_.top();
    deadlines_.pop();
    const auto entry = slots_.find(deadline.slot);
    if (entry == slots_.end() || entry->second.due != deadline.at || entry->second.under_way) continue;
    if (entry->second.waiting)
      ready.push_back({entry->first, start(entry, now)});
    else
      slots_.erase(entry);
  }
  return ready;
}

domain::Batch Waiting::start(Entry entry, runtime::SteadyTime now) {
  auto& state = entry->second;
  state.under_way = std::exchange(state.waiting, std::nullopt);
  state.started = now;
  ++under_way_;
  under_way_bytes_ += bytes_of(state.under_way->batch);
  auto& batch = state.under_way->batch;
  batch.after = std::max(batch.after, state.hidden_up_to);
  return batch;
}

bool Waiting::may_start() const {
  if (under_way_ == 0) return true;
  return under_way_ < options_.under_way_max && under_way_bytes_ < options_.under_way_bytes_max;
}

runtime::SteadyTime Waiting::next_deadline() const {
  if (!may_start() || deadlines_.empty()) return runtime::SteadyTime::max();
  return deadlines_.top().at;
}

Verdict Waiting::shown(Slot slot, runtime::SteadyTime now) {
  const auto entry = slots_.find(slot);
  settle(take_answered(entry->second));
  entry->second.hidden_up_to = 0;
  end_failures(entry, now);
  return Verdict::shown;
}

Verdict Waiting::failed(Slot slot, std::chrono::milliseconds retry_after, runtime::SteadyTime now) {
  const auto entry = slots_.find(slot);
  auto& state = entry->second;
  if (!state.failing_since) state.failing_since = now;
  if (now - *state.failing_since >= options_.give_up_after) return refused(slot, now);
  auto work = take_answered(state);
  bytes_ -= bytes_of(work.batch);
  if (state.waiting) {
    bytes_ -= bytes_of(state.waiting->batch);
    append(work.batch, std::move(state.waiting->batch));
    unsettled_.erase(state.waiting->first);
  }
  state.waiting = std::move(work);
  limit(*state.waiting);
  if (!state.backoff) state.backoff.emplace(options_.retry, random_);
  schedule(entry, std::max(now + std::max(state.backoff->next(), retry_after), paced(state)));
  return Verdict::again;
}

Verdict Waiting::refused(Slot slot, runtime::SteadyTime now) {
  const auto entry = slots_.find(slot);
  auto& state = entry->second;
  auto work = take_answered(state);
  state.hidden_up_to = std::max(state.hidden_up_to, work.batch.last());
  settle(std::move(work));
  end_failures(entry, now);
  return Verdict::refused;
}

Waiting::Work Waiting::take_answered(State& state) {
  --under_way_;
  under_way_bytes_ -= bytes_of(state.under_way->batch);
  return *std::exchange(state.under_way, std::nullopt);
}

void Waiting::end_failures(Entry entry, runtime::SteadyTime now) {
  entry->second.failing_since.reset();
  entry->second.backoff.reset();
  schedule(entry, std::max(now, paced(entry->second)));
}

void Waiting::settle(Work work) {
  bytes_ -= bytes_of(work.batch);
  unsettled_.erase(work.first);
}

void Waiting::schedule(Entry entry, runtime::SteadyTime at) {
  entry->second.due = at;
  deadlines_.push({at, entry->first});
}

// When the slot may be written again.
runtime::SteadyTime Waiting::paced(const State& state) const {
  return state.started ? *state.started + options_.interval : runtime::SteadyTime::min();
}

}  // namespace caravan::publish
