#include "adapters/kafka/consumer_lag.hpp"

#include <algorithm>
#include <utility>

namespace caravan::kafka {

class ConsumerLag::Measure {
 public:
  Measure(std::string topic, std::int32_t partitions, rd_kafka_t& client)
      : topic_(std::move(topic)), client_(&client), next_(static_cast<std::size_t>(partitions), kNotRead) {}

  void end() {
    const std::lock_guard lock(mutex_);
    client_ = nullptr;
  }

  void move(const std::vector<PartitionOffset>& places) {
    const std::lock_guard lock(mutex_);
    std::ranges::fill(next_, kNotRead);
    for (const auto& place : places)
      next_[static_cast<std::size_t>(place.partition)] = place.offset;
  }

  double lag(std::int32_t partition) const {
    const std::lock_guard lock(mutex_);
    const auto next = next_[static_cast<std::size_t>(partition)];
    if (!client_ || next == kNotRead) return 0;
    std::int64_t low = 0, high = 0;
    const auto code = rd_kafka_get_watermark_offsets(client_, topic_.c_str(), partition, &low, &high);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return 0;
    return static_cast<double>(std::max<std::int64_t>(0, high - next));
  }

 private:
  static constexpr std::int64_t kNotRead = -1;

  const std::string topic_;
  mutable std::mutex mutex_;
  rd_kafka_t* client_;
  std::vector<std::int64_t> next_;  // the first offset of each partition that is not done
};

ConsumerLag::ConsumerLag(observe::Metrics& metrics, const std::string& group, const std::string& topic,
                         std::int32_t partitions, rd_kafka_t& client)
    : measure_(std::make_shared<Measure>(topic, partitions, client)) {
  for (std::int32_t i = 0; i < partitions; ++i)
    metrics.sampled_gauge("caravan_kafka_lag_records",
                          "Records behind the last one that this member of the group has done with",
                          {{"group", group}, {"topic", topic}, {"partition", std::to_string(i)}},
                          [measure = measure_, i] { return measure->lag(i); });
}

ConsumerLag::~ConsumerLag() {
  measure_->end();
}

void ConsumerLag::moved(const std::vector<PartitionOffset>& places) {
  measure_->move(places);
}

}  // namespace caravan::kafka
