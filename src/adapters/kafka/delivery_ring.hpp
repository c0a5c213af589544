#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "ports/inbox.hpp"

namespace caravan::kafka {

// The newest deliveries of every partition, by recipient. Kafka cannot be asked for one recipient's records,
// so those who come back after a short while are served from memory, and others read history.
//
// It knows from which offset on it holds everything of a partition, so that an answer is either without a gap
// or says that it is not. Not thread-safe.
class DeliveryRing {
 public:
  struct Options {
    std::size_t bytes_max = 256 << 20;
    std::chrono::milliseconds age_max = std::chrono::minutes(10);  // since it was read
  };

  DeliveryRing(Options options, std::int32_t partitions)
      : options_(options), partitions_(static_cast<std::size_t>(partitions)) {}

  // From now on it holds what follows these offsets, one of each partition; what it held is forgotten.
  void start(const std::vector<ports::Offset>& offsets);
  // The partition's next record; one that does not follow the last opens a gap that it remembers.
  void add(std::int32_t partition, ports::Logged<domain::Delivery> delivery, ports::SteadyTime now);
  // A record that is no delivery.
  void pass(std::int32_t partition, ports::Offset offset);
  // Lets go of what is older than `age_max`.
  void forget_old(ports::SteadyTime now);

  // Everything up to this offset was read; 0 before `start`.
  ports::Offset position(std::int32_t partition) const { return at(partition).position; }
  ports::InboxPage since(std::int32_t partition, domain::UserId recipient, ports::Offset offset,
                         std::size_t count_max) const;

  std::size_t size() const { return entries_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  using Number = std::uint64_t;  // of an entry, in the order of adding, from 1 on

  struct Partition {
    ports::Offset covered_after = 0;
    ports::Offset position = 0;
  };
  struct Entry {
    std::int32_t partition;
    ports::Logged<domain::Delivery> delivery;
    ports::SteadyTime read_at;
    std::size_t bytes;
    Number next = 0;  // the recipient's next entry; 0 for the last
  };
  struct Chain {
    Number first;
    Number last;
  };

  const Partition& at(std::int32_t partition) const {
    return partitions_[static_cast<std::size_t>(partition)];
  }
  Partition& at(std::int32_t partition) { return partitions_[static_cast<std::size_t>(partition)]; }
  const Entry& entry(Number number) const { return entries_[number - first_number_]; }
  Entry& entry(Number number) { return entries_[number - first_number_]; }
  void move_to(std::int32_t partition, ports::Offset offset);
  void forget_first();

  Options options_;
  std::vector<Partition> partitions_;
  std::deque<Entry> entries_;
  Number first_number_ = 1;
  std::unordered_map<domain::UserId, Chain> chains_;
  std::size_t bytes_ = 0;
};

}  // namespace caravan::kafka
