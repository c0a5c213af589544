#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <mutex>
#include <vector>

#include "adapters/cassandra/buckets.hpp"
#include "adapters/cassandra/cluster.hpp"
#include "domain/uuid.hpp"
#include "ports/message_store.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

namespace caravan::cassandra {

// A queue in Cassandra, kept clear of what makes queues slow there: rows that were removed stay as tombstones
// for a while, and a reader that starts from the front again and again would pass over ever more of them.
//   - Messages are in partitions by their time, ten seconds each; `unpublished_slots` names the slots in use.
//   - A reader goes on behind what it returned last, and starts anew when it comes to the end.
//   - A slot that is found empty from its start is forgotten.
// A slot's name is written after the message, by a row of the writing process's own, and forgotten by exactly
// the stamp that was read before the slot was found empty: a message that is added meanwhile names its slot
// anew.
class CassandraUnpublished final : public ports::Unpublished {
 public:
  // All references must outlive this object.
  CassandraUnpublished(Cluster& cluster, const runtime::Clock& clock, runtime::Random& random)
      : cluster_(cluster), clock_(clock), writer_(domain::Uuid::v4(random.next(), random.next())) {}

  ports::Task<ports::Result<void>> add(domain::Message message) override;
  ports::Task<ports::Result<Found>> some(std::size_t count_max) override;
  ports::Task<ports::Result<void>> remove(domain::Message message) override;

 private:
  struct Cursor {  // behind a message of a slot
    std::int64_t slot = std::numeric_limits<std::int64_t>::min();
    domain::TimeUuid time = first_time();
    domain::MessageId id = {};

    static Cursor start_of(std::int64_t slot) { return {slot}; }
    friend bool operator==(const Cursor&, const Cursor&) = default;
  };
  struct Slot {  // in use by one writer
    std::int64_t slot;
    domain::Uuid writer;
    std::int64_t stamp;
  };

  std::int64_t next_stamp();
  Cursor cursor() const;
  void go_on_behind(const std::vector<domain::Message>& returned);
  ports::Task<ports::Result<std::vector<domain::Message>>> scan(Cursor from, std::size_t count_max);
  ports::Task<ports::Result<std::vector<Slot>>> slots_from(std::int64_t first);
  ports::Task<ports::Result<std::vector<domain::Message>>> read(Cursor from, std::size_t count_max);
  ports::Task<ports::Result<void>> forget(Slot slot);

  Cluster& cluster_;
  const runtime::Clock& clock_;
  const domain::Uuid writer_;
  mutable std::mutex mutex_;
  std::int64_t last_stamp_ = 0;  // microseconds
  Cursor cursor_;                // where the next reader goes on
};

}  // namespace caravan::cassandra
