#pragma once

#include "adapters/kafka/delivery_reader.hpp"

namespace caravan::kafka {

// Begins where the log ended when its reader began. One for each reader.
class KafkaDeliveryTail final : public ports::DeliveryTail {
 public:
  // `reader` must outlive the tail.
  explicit KafkaDeliveryTail(DeliveryReader& reader) : reader_(reader) { reader_.tail().open(); }

  // An offset of the recipient's partition.
  ports::Offset position(domain::UserId recipient) const override {
    return reader_.tail().position(reader_.partition(recipient));
  }
  ports::Task<ports::Result<std::vector<ports::Logged<domain::Delivery>>>> next(
      std::size_t count_max, ports::SteadyTime deadline) override;

 private:
  DeliveryReader& reader_;
};

}  // namespace caravan::kafka
