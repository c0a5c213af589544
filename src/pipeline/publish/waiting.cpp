#include "pipeline/publish/waiting.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace caravan::publish {
namespace {

std::size_t bytes_of(const domain::Batch& batch) {
  std::size_t bytes = 0;
  for (const auto& message : batch.messages)
    bytes += message->body.size();
  return bytes;
}

}  // namespace

void Waiting::add(domain::Batch batch, ports::Offset offset, runtime::SteadyTime now) {
  seen_ = offset;
  const auto entry = recipients_.try_emplace(batch.recipient).first;
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
  left_to_history_ += keep_newest(work.batch, options_.recipient_bytes_max);
  bytes_ += bytes_of(work.batch);
}

std::vector<domain::Batch> Waiting::take_ready(runtime::SteadyTime now) {
  std::vector<domain::Batch> ready;
  while (under_way_ < options_.under_way_max && !deadlines_.empty() && deadlines_.top().at <= now) {
    const auto deadline = deadlines_.top();
    deadlines_.pop();
    const auto entry = recipients_.find(deadline.recipient);
    if (entry == recipients_.end() || entry->second.due != deadline.at || entry->second.under_way) continue;
    if (entry->second.waiting)
      ready.push_back(start(entry, now));
    else
      recipients_.erase(entry);
  }
  return ready;
}

domain::Batch Waiting::start(Entry entry, runtime::SteadyTime now) {
  auto& recipient = entry->second;
  recipient.under_way = std::exchange(recipient.waiting, std::nullopt);
  recipient.started = now;
  ++under_way_;
  auto& batch = recipient.under_way->batch;
  batch.after = std::max(batch.after, recipient.hidden_up_to);
  return batch;
}

runtime::SteadyTime Waiting::next_deadline() const {
  if (under_way_ >= options_.under_way_max || deadlines_.empty()) return runtime::SteadyTime::max();
  return deadlines_.top().at;
}

Verdict Waiting::shown(domain::UserId id, runtime::SteadyTime now) {
  const auto entry = recipients_.find(id);
  settle(take_answered(entry->second));
  entry->second.hidden_up_to = 0;
  end_failures(entry, now);
  return Verdict::shown;
}

Verdict Waiting::failed(domain::UserId id, std::chrono::milliseconds retry_after, runtime::SteadyTime now) {
  const auto entry = recipients_.find(id);
  auto& recipient = entry->second;
  if (!recipient.failing_since) recipient.failing_since = now;
  if (now - *recipient.failing_since >= options_.give_up_after) return refused(id, now);
  auto work = take_answered(recipient);
  bytes_ -= bytes_of(work.batch);
  if (recipient.waiting) {
    bytes_ -= bytes_of(recipient.waiting->batch);
    append(work.batch, std::move(recipient.waiting->batch));
    unsettled_.erase(recipient.waiting->first);
  }
  recipient.waiting = std::move(work);
  limit(*recipient.waiting);
  if (!recipient.backoff) recipient.backoff.emplace(options_.retry, random_);
  schedule(entry, std::max(now + std::max(recipient.backoff->next(), retry_after), paced(recipient)));
  return Verdict::again;
}

Verdict Waiting::refused(domain::UserId id, runtime::SteadyTime now) {
  const auto entry = recipients_.find(id);
  auto& recipient = entry->second;
  auto work = take_answered(recipient);
  recipient.hidden_up_to = std::max(recipient.hidden_up_to, work.batch.last());
  settle(std::move(work));
  end_failures(entry, now);
  return Verdict::refused;
}

Waiting::Work Waiting::take_answered(Recipient& recipient) {
  --under_way_;
  return *std::exchange(recipient.under_way, std::nullopt);
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

// When the recipient's place may be written again.
runtime::SteadyTime Waiting::paced(const Recipient& recipient) const {
  return recipient.started ? *recipient.started + options_.interval : runtime::SteadyTime::min();
}

}  // namespace caravan::publish
