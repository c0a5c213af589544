#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/kafka/client.hpp"
#include "adapters/kafka/reading_places.hpp"
#include "observe/metrics.hpp"

namespace caravan::kafka {

// How many records of each partition a member of a group has not done with: a gauge
// `caravan_kafka_lag_records` for each, worked out when the metrics are looked at, so that a member that is
// stuck shows a lag that grows. Costs no request: the end of a partition is what brokers told with the last
// records. 0 for a partition that is another member's, or of which nothing was read yet. Thread-safe.
class ConsumerLag {
 public:
  // Of `partitions` partitions of `topic`, whose records `client` fetches; it must outlive this object.
  ConsumerLag(observe::Metrics& metrics, const std::string& group, const std::string& topic,
              std::int32_t partitions, rd_kafka_t& client);
  ConsumerLag(const ConsumerLag&) = delete;
  ConsumerLag& operator=(const ConsumerLag&) = delete;
  ~ConsumerLag();  // the gauges go on and show 0

  // Where the member stands in all partitions that it reads.
  void moved(const std::vector<PartitionOffset>& places);

 private:
  class Measure;
  std::shared_ptr<Measure> measure_;  // also the gauges', which the metrics keep
};

}  // namespace caravan::kafka
