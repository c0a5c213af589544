#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "adapters/cassandra/buckets.hpp"
#include "adapters/cassandra/cluster.hpp"
#include "adapters/cassandra/known_buckets.hpp"
#include "ports/history.hpp"

namespace caravan::cassandra {

// Pages of messages, from the partitions that `chat_buckets` names: one round trip for most pages of a chat
// that was read before, two for the first.
class CassandraHistory final : public ports::History {
 public:
  explicit CassandraHistory(Cluster& cluster) : cluster_(cluster), known_buckets_(kChatsMax) {}

  ports::Task<ports::Result<std::vector<domain::Message>>> before(domain::ChatId chat,
                                                                  std::optional<domain::TimeUuid> time,
                                                                  std::size_t count_max) override;
  ports::Task<ports::Result<std::vector<domain::Message>>> after(domain::ChatId chat, domain::TimeUuid time,
                                                                 std::size_t count_max) override;

 private:
  static constexpr std::size_t kChatsMax = 100'000;  // whose buckets are remembered; some 250 bytes each

  struct Stretch;  // part of a segment
  enum class Direction { backward, forward };
  struct Look;

  static std::vector<Call> calls_of(const Stretch& stretch, Direction direction, std::size_t count_max);
  static std::vector<domain::Message> merged(std::span<const Answer> answers, domain::ChatId chat,
                                             Direction direction, std::size_t count_max);
  // The keys of some buckets up to `key`, and in the same round trip the messages below `high`, in the bucket
  // that is expected to be the first of them.
  ports::Task<ports::Result<Look>> look(domain::ChatId chat, std::int64_t key, domain::TimeUuid high,
                                        std::size_t count_max);
  ports::Task<ports::Result<std::vector<domain::Message>>> read(Stretch stretch, Direction direction,
                                                                std::size_t count_max);

  Cluster& cluster_;
  KnownBuckets known_buckets_;
};

}  // namespace caravan::cassandra
