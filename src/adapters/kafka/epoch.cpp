#include "adapters/kafka/epoch.hpp"

#include "domain/uuid.hpp"

namespace caravan::kafka {
namespace {

ports::Result<std::string> cluster_id(rd_kafka_t& client, std::chrono::milliseconds timeout) {
  char* id = rd_kafka_clusterid(&client, static_cast<int>(timeout.count()));
  if (!id) return ports::Error{ports::Errc::unavailable, "the cluster did not tell its id"};
  std::string text(id);
  rd_kafka_mem_free(&client, id);
  return text;
}

PartitionsPtr first_partition(const std::string& topic) {
  auto partitions = make_partitions(1);
  rd_kafka_topic_partition_list_add(partitions.get(), topic.c_str(), 0);
  return partitions;
}

// Empty when nobody left one.
ports::Result<std::string> stored(rd_kafka_t& consumer, const std::string& topic,
                                  std::chrono::milliseconds timeout) {
  const auto asked = first_partition(topic);
  const auto code = rd_kafka_committed(&consumer, asked.get(), static_cast<int>(timeout.count()));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return unavailable("the epoch cannot be read", code);
  const auto& answer = asked->elems[0];
  if (answer.err != RD_KAFKA_RESP_ERR_NO_ERROR) return unavailable("the epoch cannot be read", answer.err);
  return std::string(bytes(answer.metadata, answer.metadata_size));
}

ports::Result<void> store(rd_kafka_t& consumer, const std::string& topic, const std::string& value) {
  const auto offsets = first_partition(topic);
  auto& item = offsets->elems[0];
  item.offset = 0;
  item.metadata = rd_kafka_mem_malloc(&consumer, value.size());  // freed with the list
  item.metadata_size = value.size();
  value.copy(static_cast<char*>(item.metadata), value.size());
  const auto code = rd_kafka_commit(&consumer, offsets.get(), 0);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return unavailable("the epoch cannot be stored", code);
  return {};
}

}  // namespace

ports::Result<std::string> shared_epoch(rd_kafka_t& consumer, const std::string& topic,
                                        runtime::Random& random, std::chrono::milliseconds timeout) {
  const auto cluster = cluster_id(consumer, timeout);
  if (!cluster) return cluster.error();
  auto value = stored(consumer, topic, timeout);
  if (!value) return value;
  if (value->empty()) value = domain::Uuid::v4(random.next(), random.next()).to_string();
  if (const auto kept = store(consumer, topic, *value); !kept) return kept.error();
  value = stored(consumer, topic, timeout);
  if (!value) return value;
  return *cluster + "." + *value;
}

}  // namespace caravan::kafka
