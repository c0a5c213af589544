#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "ports/message_log.hpp"
#include "runtime/auto_reset_event.hpp"

namespace caravan::kafka {

// Hands deliveries from the thread that reads them to the coroutine that shows them. When it is full the
// reader waits: what is not read stays in Kafka. Thread-safe.
class TailQueue {
 public:
  struct Entry {
    std::int32_t partition;
    ports::Logged<domain::Delivery> delivery;
  };
  using Records = std::vector<ports::Logged<domain::Delivery>>;

  TailQueue(std::int32_t partitions, std::size_t records_max)
      : records_max_(records_max), positions_(static_cast<std::size_t>(partitions)) {}

  // Before the first `take`: whoever shows is there, and what is pushed from now on is for him.
  void open();
  // Says where each partition begins: the records pushed from now on lie behind these offsets. Called again
  // when another log has taken the first one's place; what was not taken by then is dropped.
  void start(const std::vector<ports::Offset>& offsets);
  // Records that should have followed are lost; what is pushed next comes behind them.
  void note_loss();
  // Whether another log was begun, or records were lost, since it was last asked.
  bool take_broken();
  // Waits for room; dropped when nobody opened the queue or after `stop`.
  void push(std::vector<Entry> entries);
  void stop();

  // What is there now, at most `count_max`.
  Records take(std::size_t count_max);
  // Set when there is something to take, or when `take_broken` would answer true.
  runtime::AutoResetEvent& news() { return news_; }
  // Every record of the partition up to this offset was taken, or lay before the start.
  ports::Offset position(std::int32_t partition) const;

 private:
  void break_off();  // with the lock held

  std::size_t records_max_;
  runtime::AutoResetEvent news_;
  mutable std::mutex mutex_;
  std::condition_variable room_;
  bool open_ = false;
  bool stopped_ = false;
  bool started_ = false;
  bool broken_ = false;
  std::deque<Entry> entries_;
  std::vector<ports::Offset> positions_;
};

}  // namespace caravan::kafka
