#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/topics.hpp"
#include "domain/time_uuid.hpp"
#include "runtime/clock.hpp"

namespace caravan::sqlite {

// What the writes of one transaction work on. Offsets and times are taken from counters in memory, which are
// read from the file once, at start; a transaction that is rolled back leaves a gap and nothing else.
// Used on the writer's thread alone.
class WriteTransaction {
 public:
  WriteTransaction(Connection& connection, std::uint64_t node, const runtime::Clock& clock);

  Connection& connection() { return connection_; }
  domain::WallTime now() const { return std::chrono::floor<domain::TimeUuidTicks>(clock_.wall()); }
  // Above every time that was ever given out in this store.
  domain::TimeUuid next_time() {
    const auto time = times_.next(now());
    last_time_.store(time.instant(), std::memory_order_relaxed);
    return time;
  }
  // The newest of those. From any thread.
  domain::WallTime last_time() const { return last_time_.load(std::memory_order_relaxed); }
  template <class Record>
  ports::Offset next_offset() {
    return ++last_of<Record>();
  }

  // A row of the log of deliveries, which has become one of this transaction.
  void note_delivery(ports::Logged<domain::Delivery> delivery) { noted_.push_back(std::move(delivery)); }
  // Whether no message waits for the hop that fans out; nothing when it must be looked up. For
  // `fan_out_at_once` and whoever changes what it would find.
  std::optional<bool>& all_fanned_out() { return all_fanned_out_; }
  // Every message up to this one is fanned out once this transaction is committed.
  void note_fanned_out(ports::Offset message) { fanned_out_ = message; }

  // After a commit: moves the ends of the topics on and wakes those who wait for records.
  void publish(Topics& topics);
  // At the start, and after a commit that failed, or may have: whatever deliveries there are up to now are
  // read from the file.
  void leave_to_the_file(Topics& topics);

 private:
  template <class Record>
  ports::Offset& last_of() {
    if constexpr (std::is_same_v<Record, domain::Message>) return messages_;
    if constexpr (std::is_same_v<Record, domain::Delivery>) return deliveries_;
    if constexpr (std::is_same_v<Record, domain::Batch>) return grouped_;
  }

  Connection& connection_;
  const runtime::Clock& clock_;
  std::atomic<domain::WallTime> last_time_;
  domain::TimeUuidSequence times_;
  ports::Offset messages_, deliveries_, grouped_;
  std::vector<ports::Logged<domain::Delivery>> noted_;
  std::optional<bool> all_fanned_out_;
  // Also right after a rollback: then nothing is left up to here.
  ports::Offset fanned_out_ = 0;
};

}  // namespace caravan::sqlite
