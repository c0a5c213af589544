#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/kafka/cluster.hpp"
#include "adapters/kafka/delivery_ring.hpp"
#include "adapters/kafka/log_epoch.hpp"
#include "adapters/kafka/tail_queue.hpp"
#include "observe/failure_log.hpp"
#include "runtime/broadcast_event.hpp"

namespace caravan::kafka {

// Reads all of `chat_deliveries`, for a node with readers: new deliveries go to the tail, and the newest stay
// in a ring for readers who come back. It belongs to no consumer group, since every node reads everything,
// and begins so far back that the ring is filled when the node takes readers. A thread of its own;
// thread-safe.
class DeliveryReader {
 public:
  struct Options {
    DeliveryRing::Options ring;
    std::chrono::milliseconds read_back = std::chrono::minutes(10);
    std::int64_t read_back_records_max = 100'000;  // of each partition
    std::size_t tail_records_max = 100'000;        // that wait for the tail
    std::size_t fetch_queue_bytes_max = 16 << 20;  // fetched ahead and not read
    std::chrono::milliseconds look_again{500};     // for other things to do, when no record comes
    LogEpoch::Options epoch;
  };

  // `cluster` must outlive the reader.
  DeliveryReader(Cluster& cluster, const Options& options);
  DeliveryReader(const DeliveryReader&) = delete;
  DeliveryReader& operator=(const DeliveryReader&) = delete;
  ~DeliveryReader();

  // Whether the log was read back to where it ended when the reader began.
  bool ready() const { return ready_; }
  // Before the cluster answered it is a value that nobody else has.
  std::string epoch() const;
  bool has_read(domain::UserId recipient, ports::Offset offset) const;
  ports::InboxPage since(domain::UserId recipient, ports::Offset offset, std::size_t count_max);
  // Rings when more was read.
  runtime::BroadcastEvent& progress() { return progress_; }
  TailQueue& tail() { return tail_; }

  std::int32_t partition(domain::UserId recipient) const {
    return partition_of(recipient.to_string(), cluster_.partitions());
  }
  runtime::Clock& clock() { return cluster_.clock(); }

 private:
  using Offsets = std::vector<ports::Offset>;

  void work();
  // Finds where to begin and begins; after an error it changed nothing.
  ports::Result<void> begin();
  ports::Result<Offsets> offsets_from(std::int64_t time);
  ports::Result<Offsets> offsets_to_begin_at(const Offsets& ends);
  ports::Result<void> assign(const Offsets& begins);
  // False when the topic's offsets have started anew.
  bool read_some();
  bool take(const std::vector<MessagePtr>& messages);
  void take(const rd_kafka_message_t& message, ports::SteadyTime now, std::vector<TailQueue::Entry>& news);
  bool is_gap_before(const rd_kafka_message_t& message) const;
  void note_ready();
  bool stopped_within(std::chrono::milliseconds time);

  Cluster& cluster_;
  Options options_;
  std::string topic_;
  observe::Counter& unreadable_;
  observe::Gauge& ring_records_;
  observe::Gauge& ring_bytes_;
  TailQueue tail_;
  runtime::BroadcastEvent progress_;
  const std::string own_epoch_;
  LogEpoch epoch_;
  mutable std::mutex mutex_;  // guards the ring
  DeliveryRing ring_;
  std::atomic<bool> ready_ = false;
  Offsets ends_at_begin_;  // the thread's own, as is what follows
  observe::FailureLog not_begun_{observe::Level::warn,
                                 {"kafka.deliveries_not_read", "kafka.deliveries_read"}};
  observe::FailureLog trouble_{observe::Level::warn, {"kafka.consumer_error", ""}};
  ClientPtr client_;
  QueuePtr records_;
  std::mutex stop_mutex_;
  std::condition_variable stop_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace caravan::kafka
