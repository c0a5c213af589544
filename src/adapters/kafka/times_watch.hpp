#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "adapters/kafka/cluster.hpp"
#include "domain/time_uuid.hpp"

namespace caravan::kafka {

// Hears which times the nodes give to messages: follows `chat_messages` from its end and reads nothing but
// the records' time stamps, which producers take from their own clocks (CreateTime, the broker's default). A
// node whose clock is behind learns so, some tens of milliseconds after the others' messages, and can go on
// above their times. A thread of its own.
class TimesWatch {
 public:
  using Hear = std::function<void(domain::WallTime)>;

  // `hear` is called on the watch's thread, with a time that no message so far lies above. References must
  // outlive the watch.
  TimesWatch(Cluster& cluster, Hear hear);
  TimesWatch(const TimesWatch&) = delete;
  TimesWatch& operator=(const TimesWatch&) = delete;
  ~TimesWatch();

 private:
  void work();
  void follow_from_the_end();
  void hear_some();

  Cluster& cluster_;
  Hear hear_;
  std::string topic_;
  ClientPtr client_;
  QueuePtr records_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace caravan::kafka
