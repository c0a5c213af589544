#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "adapters/kafka/client.hpp"

namespace caravan::kafka {

// Lets a consumer without a group read all partitions of the topic from `offset` on:
// RD_KAFKA_OFFSET_BEGINNING or RD_KAFKA_OFFSET_END. Does not wait for brokers: the client looks for each
// partition once they answer.
inline rd_kafka_resp_err_t follow(rd_kafka_t& client, const std::string& topic, std::int32_t partitions,
                                  std::int64_t offset) {
  const auto all = make_partitions(static_cast<std::size_t>(partitions));
  for (std::int32_t i = 0; i < partitions; ++i)
    rd_kafka_topic_partition_list_add(all.get(), topic.c_str(), i)->offset = offset;
  return rd_kafka_assign(&client, all.get());
}

}  // namespace caravan::kafka
