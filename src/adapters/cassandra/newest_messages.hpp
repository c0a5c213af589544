#pragma once

#include <optional>
#include <vector>

#include "adapters/cassandra/cassandra_history.hpp"
#include "adapters/cassandra/cluster.hpp"

namespace caravan::cassandra {

// The newest message of each of many chats, read side by side.
class NewestMessages {
 public:
  using Found = std::vector<std::optional<domain::Message>>;

  // `at_once` chats are looked at together. `cluster` must outlive this object.
  NewestMessages(Cluster& cluster, std::size_t at_once)
      : cluster_(cluster), history_(cluster), at_once_(at_once) {}

  // In the order of `chats`; nothing for a chat without messages.
  ports::Task<ports::Result<Found>> of(std::vector<domain::ChatId> chats);

 private:
  ports::Task<ports::Result<Found>> of_some(std::vector<domain::ChatId> chats);
  ports::Task<ports::Result<void>> look_further_back(domain::ChatId chat,
                                                     std::optional<domain::Message>& newest);

  Cluster& cluster_;
  CassandraHistory history_;
  const std::size_t at_once_;
};

}  // namespace caravan::cassandra
