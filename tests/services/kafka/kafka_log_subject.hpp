#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/kafka/kafka_delivery_tail.hpp"
#include "adapters/kafka/kafka_inbox.hpp"
#include "adapters/kafka/kafka_log.hpp"
#include "adapters/kafka/kafka_message_log.hpp"
#include "adapters/memory/memory_chats.hpp"
#include "adapters/memory/memory_history.hpp"
#include "adapters/memory/memory_message_store.hpp"
#include "pipeline/accept/store_then_log.hpp"
#include "ports/contract_tests/subjects.hpp"
#include "services/kafka/fresh_cluster.hpp"

namespace caravan::services {

// Resumes when the reader has read back the log.
ports::Task<void> until_ready(kafka::DeliveryReader& reader);

// The logs of Kafka, and stand-ins in memory for what Kafka does not hold.
class KafkaLogSubject final : public ports::contract::LogSubject {
 public:
  KafkaLogSubject();

  runtime::ManualClock& clock() override { return clock_; }
  ports::Chats& chats() override { return chats_; }
  ports::Acceptance& acceptance() override { return acceptance_; }
  ports::History& history() override { return history_; }
  std::unique_ptr<ports::FanOutStage> fan_out(std::string consumer) override;
  std::unique_ptr<ports::AggregateStage> aggregate(std::string consumer) override;
  std::unique_ptr<ports::StreamStage> streams(std::string consumer) override;
  std::unique_ptr<ports::BatchConsumer> batches(std::string consumer) override;
  // With a reader of its own, which the inbox then shares.
  std::unique_ptr<ports::DeliveryTail> tail() override;
  ports::Inbox& inbox() override { return *inbox_; }
  void forget_deliveries() override;
  std::chrono::milliseconds settling() const override { return std::chrono::seconds(1); }

 private:
  kafka::DeliveryReader& new_reader();

  runtime::ManualClock clock_;
  runtime::SystemRandom random_;
  observe::Metrics metrics_;
  memory::Store store_{clock_, random_};
  memory::MemoryChats chats_{store_};
  memory::MemoryHistory history_{store_};
  kafka::Cluster cluster_;
  memory::MemoryMessageStore messages_{store_};
  kafka::KafkaMessageLog log_{cluster_};
  memory::MemoryUnpublished unpublished_;
  accept::NotedChats noted_{unpublished_};
  accept::StoreThenLog acceptance_{{}, messages_, log_, noted_, clock_, random_, metrics_};
  std::vector<std::unique_ptr<kafka::DeliveryReader>> readers_;
  std::unique_ptr<kafka::KafkaInbox> inbox_;
};

}  // namespace caravan::services
