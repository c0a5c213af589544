#include "adapters/kafka/offsets.hpp"

#include <span>

namespace caravan::kafka {

ports::Result<std::vector<std::int64_t>> offsets_at(rd_kafka_t& client, const std::string& topic,
                                                    std::int32_t partitions, std::int64_t time,
                                                    std::chrono::milliseconds timeout) {
  const std::string what = "offsets of " + topic + " are not known";
  const auto asked = make_partitions(static_cast<std::size_t>(partitions));
  for (std::int32_t i = 0; i < partitions; ++i)
    rd_kafka_topic_partition_list_add(asked.get(), topic.c_str(), i)->offset = time;
  const auto code = rd_kafka_offsets_for_times(&client, asked.get(), static_cast<int>(timeout.count()));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return unavailable(what, code);
  std::vector<std::int64_t> offsets(static_cast<std::size_t>(partitions));
  for (const auto& item : std::span(asked->elems, static_cast<std::size_t>(asked->cnt))) {
    if (item.err != RD_KAFKA_RESP_ERR_NO_ERROR) return unavailable(what, item.err);
    offsets[static_cast<std::size_t>(item.partition)] = item.offset;
  }
  return offsets;
}

}  // namespace caravan::kafka
