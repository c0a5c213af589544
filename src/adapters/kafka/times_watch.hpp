#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/kafka/cluster.hpp"
#include "domain/time_uuid.hpp"

namespace caravan::kafka {

// Hears which times the nodes give to messages: follows `chat_messages` from its newest records on and reads
// nothing but the records' time stamps, which producers take from their own clocks (CreateTime, the broker's
// default). A node whose clock is behind learns so, at its start before it gives a time itself and later some
// tens of milliseconds after the others' messages, and can go on above their times. A thread of its own.
class TimesWatch {
 public:
  // Called on the watch's thread.
  struct Hearer {
    std::function<void(domain::WallTime)> time;  // that no message so far lies above
    // The newest messages of each partition, as they were when the watch began, have been heard.
    std::function<void()> newest_known = [] {};
  };

  // References must outlive the watch.
  TimesWatch(Cluster& cluster, Hearer hearer);
  TimesWatch(const TimesWatch&) = delete;
  TimesWatch& operator=(const TimesWatch&) = delete;
  ~TimesWatch();

 private:
  void work();
  // False when brokers did not say where the ends are.
  bool begin();
  void hear_some();
  void note_read(std::int32_t partition, std::int64_t offset);
  bool stopped_within(std::chrono::milliseconds time);

  Cluster& cluster_;
  const Hearer hearer_;
  std::string topic_;
  ClientPtr client_;
  QueuePtr records_;
  std::vector<std::int64_t>
      ends_;                 // where each partition ended at the beginning; the thread's own, as what follows
  std::size_t unheard_ = 0;  // partitions that were not read so far yet
  std::mutex stop_mutex_;
  std::condition_variable stop_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace caravan::kafka
