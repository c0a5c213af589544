#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "adapters/kafka/client_settings.hpp"
#include "domain/batch.hpp"

namespace caravan::kafka {

// What the topic of deliveries holds, read once from its beginning to the end that it has when reading
// begins, beside whoever uses it: nothing is committed, no group is joined, no topic is made. Blocks. Not
// thread-safe.
class RecordedDeliveries {
 public:
  struct Options {
    std::string group;  // for the brokers' access lists alone
    // Bytes of records that were fetched and not yet given out; a broker's answer for each partition more.
    std::size_t queue_bytes_max = 32 << 20;
    // Of each partition so many are looked through for the oldest: where several wrote to it side by side,
    // one may stand behind younger ones.
    std::size_t sorted_records = 64;
  };

  RecordedDeliveries(ClientSettings settings, std::string topic, Options options);

  // Before all else, once. `not_found`: there is no such topic. `unavailable`: brokers did not answer within
  // some of the client's timeouts. Throws `std::invalid_argument` for a bad property of the client.
  ports::Result<void> begin();
  // The next one, by the time of its message, and of one message by recipient; nothing at the end. What
  // cannot be read is left out. `unavailable`: brokers have stopped to answer.
  ports::Result<std::optional<domain::Delivery>> next();

  // Whether records were deleted before the first ones that are left, so that older traffic is missing.
  bool is_cut() const;
  // When it is cut: from when on the records of all partitions are there, as far as can be seen from those
  // that were given out; nothing while a partition of which records were deleted has none to show.
  std::optional<domain::WallTime> whole_from() const;

 private:
  struct Partition {
    QueuePtr records;
    std::int64_t begin = 0;  // nothing is kept before
    std::int64_t next = 0;
    std::int64_t end = 0;  // of the log when it was begun
    bool done = false;
    std::size_t waiting = 0;
    std::optional<domain::WallTime> first;
  };
  struct Waiting {
    domain::Delivery delivery;
    std::size_t partition;

    friend bool operator>(const Waiting& a, const Waiting& b) {
      const auto by_time = a.delivery.message->time <=> b.delivery.message->time;
      return by_time != 0 ? by_time > 0 : a.delivery.recipient > b.delivery.recipient;
    }
  };

  ports::Result<void> find_ends();
  ports::Result<void> assign();
  ports::Result<void> fill(std::size_t partition);
  ports::Result<void> fetch_some(std::size_t partition);
  void take(const rd_kafka_message_t& message, std::size_t partition);

  const ClientSettings client_settings_;
  const std::string topic_;
  const Options options_;
  ClientPtr client_;
  std::vector<Partition> partitions_;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting_;  // the oldest first
};

}  // namespace caravan::kafka
