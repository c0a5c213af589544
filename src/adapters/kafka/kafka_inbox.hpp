#pragma once

#include <chrono>

#include "adapters/kafka/delivery_reader.hpp"
#include "ports/inbox.hpp"

namespace caravan::kafka {

class KafkaInbox final : public ports::Inbox {
 public:
  struct Options {
    // How long a reader who comes from a node that is ahead, or to one that has just started, may wait for
    // this one.
    std::chrono::milliseconds catch_up_timeout{2000};
  };

  // `reader` must outlive the inbox.
  KafkaInbox(DeliveryReader& reader, Options options) : reader_(reader), options_(options) {}

  // All nodes answer alike, since offsets are Kafka's. `unavailable` until the log was read back.
  ports::Task<ports::Result<ports::InboxPage>> since(domain::UserId recipient, ports::Offset offset,
                                                     std::size_t count_max) override;
  // As `since`.
  ports::Task<ports::Result<std::string>> epoch() override;

 private:
  // Waits until the log was read back, and up to `offset` of the recipient's part. A node that is merely
  // behind when the time is over answers with what it has.
  ports::Task<ports::Result<void>> catch_up(domain::UserId recipient, ports::Offset offset);

  DeliveryReader& reader_;
  Options options_;
};

}  // namespace caravan::kafka
