#include "adapters/kafka/tail_queue.hpp"

#include <iterator>
#include <utility>

namespace caravan::kafka {

void TailQueue::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
}

void TailQueue::start(const std::vector<ports::Offset>& offsets) {
  const std::lock_guard lock(mutex_);
  entries_.clear();
  positions_ = offsets;
  if (std::exchange(started_, true)) break_off();
}

void TailQueue::note_loss() {
  const std::lock_guard lock(mutex_);
  break_off();
}

void TailQueue::break_off() {
  broken_ = true;
  news_.set();
}

bool TailQueue::take_broken() {
  const std::lock_guard lock(mutex_);
  return std::exchange(broken_, false);
}

void TailQueue::push(std::vector<Entry> entries) {
  {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return stopped_ || !open_ || entries_.size() < records_max_; });
    if (stopped_ || entries.empty()) return;
    if (!open_) {
      for (const auto& [partition, delivery] : entries)
        positions_[static_cast<std::size_t>(partition)] = delivery.offset;
      return;
    }
    entries_.insert(entries_.end(), std::move_iterator(entries.begin()), std::move_iterator(entries.end()));
  }
  news_.set();
}

void TailQueue::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  room_.notify_all();
}

TailQueue::Records TailQueue::take(std::size_t count_max) {
  Records records;
  {
    const std::lock_guard lock(mutex_);
    while (!entries_.empty() && records.size() < count_max) {
      auto& [partition, delivery] = entries_.front();
      positions_[static_cast<std::size_t>(partition)] = delivery.offset;
      records.push_back(std::move(delivery));
      entries_.pop_front();
    }
  }
  room_.notify_one();
  return records;
}

ports::Offset TailQueue::position(std::int32_t partition) const {
  const std::lock_guard lock(mutex_);
  return positions_[static_cast<std::size_t>(partition)];
}

}  // namespace caravan::kafka
