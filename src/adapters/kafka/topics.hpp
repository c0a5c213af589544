#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/kafka/client.hpp"

namespace caravan::kafka {

// The topics as this process expects them.
struct TopicPlan {
  std::string prefix = "";  // before each name, so that several installations share a cluster
  std::int32_t partitions = 12;
  std::int32_t replication = 1;
  bool allow_single_copy = false;          // of a record, in a cluster of several brokers
  std::size_t record_bytes_max = 8 << 20;  // of topics that are made here

  std::string name(std::string_view topic) const { return prefix + std::string(topic); }
  std::vector<std::string> names() const;
  // What every topic must have in a cluster of so many, whatever `replication` says.
  std::int32_t replicas_min(int brokers) const;
};

// Makes the topics that are missing and compares all of them with the plan. Blocks for some `timeout`s at
// most, and for a moment once `stop` is requested while no broker can be reached.
//
// `invalid`: a topic is there with another number of partitions or with fewer replicas, or one replica is all
// that it has or would get though there are brokers for more; `detail` says which and what to do. Keys find
// their partition by the number of partitions, so going on would break the order of a chat and lose a
// reader's place. `unavailable`: the cluster did not answer.
ports::Result<void> ensure_topics(rd_kafka_t& client, const TopicPlan& plan,
                                  std::chrono::milliseconds timeout, const std::stop_token& stop = {});

// How many partitions a topic has. Makes nothing; blocks for `timeout` at most. `not_found`: there is no such
// topic. `unavailable`: the cluster did not answer.
ports::Result<std::int32_t> partition_count(rd_kafka_t& client, const std::string& topic,
                                            std::chrono::milliseconds timeout);

}  // namespace caravan::kafka
