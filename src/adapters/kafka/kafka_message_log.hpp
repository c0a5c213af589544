#pragma once

#include "adapters/kafka/cluster.hpp"
#include "ports/message_store.hpp"

namespace caravan::kafka {

class KafkaMessageLog final : public ports::MessageLog {
 public:
  explicit KafkaMessageLog(Cluster& cluster) : cluster_(cluster) {}

  // Answers within `Producer::Options::confirm_timeout`, whatever the deadline.
  ports::Task<ports::Result<void>> append(domain::Message message, ports::SteadyTime deadline) override;
  // Its partition.
  std::size_t part_of(domain::ChatId chat) const override;

 private:
  Cluster& cluster_;
};

}  // namespace caravan::kafka
