#pragma once

#include "adapters/cassandra/buckets.hpp"
#include "adapters/cassandra/cluster.hpp"
#include "ports/history.hpp"

namespace caravan::cassandra {

// Pages of messages, from the partitions that `chat_buckets` names: two round trips for most pages.
class CassandraHistory final : public ports::History {
 public:
  explicit CassandraHistory(Cluster& cluster) : cluster_(cluster) {}

  ports::Task<ports::Result<std::vector<domain::Message>>> before(domain::ChatId chat,
                                                                  std::optional<domain::TimeUuid> time,
                                                                  std::size_t count_max) override;
  ports::Task<ports::Result<std::vector<domain::Message>>> after(domain::ChatId chat, domain::TimeUuid time,
                                                                 std::size_t count_max) override;

 private:
  struct Stretch;  // part of a segment
  enum class Direction { backward, forward };

  ports::Task<ports::Result<std::vector<std::int64_t>>> bucket_keys(Call call);
  ports::Task<ports::Result<std::vector<domain::Message>>> read(Stretch stretch, Direction direction,
                                                                std::size_t count_max);

  Cluster& cluster_;
};

}  // namespace caravan::cassandra
