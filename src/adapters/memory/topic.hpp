#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "ports/message_log.hpp"
#include "runtime/broadcast_event.hpp"

namespace caravan::memory {

// A log of records and the places of its consumers. Offsets count from 1 and are never used twice.
// Thread-safe.
template <class Record>
class Topic {
 public:
  using Records = std::vector<ports::Logged<Record>>;

  void append(std::vector<Record> records) {
    {
      const std::lock_guard lock(mutex_);
      for (auto& record : records)
        records_.push_back({++end_, std::move(record)});
    }
    appended_.set();
  }

  Records read_after(ports::Offset offset, std::size_t count_max) const {
    const std::lock_guard lock(mutex_);
    const auto first = first_after(offset);
    const auto left = static_cast<std::size_t>(std::distance(first, records_.end()));
    return {first, first + static_cast<std::ptrdiff_t>(std::min(left, count_max))};
  }

  // Everything up to and including `offset` leaves the log.
  void trim(ports::Offset offset) {
    const std::lock_guard lock(mutex_);
    records_.erase(records_.begin(), first_after(offset));
    trimmed_ = std::clamp(offset, trimmed_, end_);
  }

  void set_done(const std::string& consumer, ports::Offset offset) {
    const std::lock_guard lock(mutex_);
    auto& done = done_[consumer];
    done = std::max(done, offset);
  }
  ports::Offset committed(const std::string& consumer) const {
    const std::lock_guard lock(mutex_);
    const auto found = done_.find(consumer);
    return found == done_.end() ? 0 : found->second;
  }

  ports::Offset end() const {
    const std::lock_guard lock(mutex_);
    return end_;
  }
  ports::Offset trimmed() const {
    const std::lock_guard lock(mutex_);
    return trimmed_;
  }
  // Rings when records were appended.
  runtime::BroadcastEvent& appended() { return appended_; }

 private:
  auto first_after(ports::Offset offset) const {
    return std::upper_bound(records_.begin(), records_.end(), offset,
                            [](ports::Offset value, const auto& logged) { return value < logged.offset; });
  }

  mutable std::mutex mutex_;
  std::deque<ports::Logged<Record>> records_;
  ports::Offset end_ = 0;      // of the newest record ever
  ports::Offset trimmed_ = 0;  // of the newest record that left
  std::map<std::string, ports::Offset> done_;
  runtime::BroadcastEvent appended_;
};

}  // namespace caravan::memory
