#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>

#include "adapters/kafka/cluster.hpp"
#include "domain/presence_changes.hpp"
#include "ports/reader_presence.hpp"

namespace caravan::kafka {

// Reads all of `reader_presence`, from its beginning, for whoever writes for readers: a reader's deliveries
// and what is said of him lie in different partitions, and the whole is small. A thread of its own.
class KafkaPresenceWatch final : public ports::PresenceWatch {
 public:
  // `cluster` must outlive the watch.
  explicit KafkaPresenceWatch(Cluster& cluster);
  KafkaPresenceWatch(const KafkaPresenceWatch&) = delete;
  KafkaPresenceWatch& operator=(const KafkaPresenceWatch&) = delete;
  ~KafkaPresenceWatch() override;

  std::vector<domain::PresenceEvent> take() override;

 private:
  void work();
  void follow_from_the_beginning();
  void hear_some();
  void hear(const rd_kafka_message_t& record);
  bool said_long_ago(const rd_kafka_message_t& record) const;

  Cluster& cluster_;
  std::string topic_;
  observe::Counter& unreadable_;
  ClientPtr client_;
  QueuePtr records_;
  std::mutex mutex_;
  domain::PresenceChanges changes_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace caravan::kafka
