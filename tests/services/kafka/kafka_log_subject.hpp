#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "adapters/kafka/kafka_delivery_tail.hpp"
#include "adapters/kafka/kafka_inbox.hpp"
#include "adapters/kafka/kafka_log.hpp"
#include "adapters/kafka/kafka_message_log.hpp"
#include "adapters/memory/memory_acceptance.hpp"
#include "adapters/memory/memory_chats.hpp"
#include "adapters/memory/memory_history.hpp"
#include "ports/contract_tests/subjects.hpp"

namespace caravan::services {

// Settings for a cluster object of one test: topics and groups of its own on the broker of this run.
kafka::Cluster::Options fresh_cluster();

// Resumes when the reader has read back the log.
ports::Task<void> until_ready(kafka::DeliveryReader& reader);

// History in memory, and what it accepts appended to Kafka: as the core does it, without the way round for a
// Kafka that is away.
class AppendingAcceptance final : public ports::Acceptance {
 public:
  AppendingAcceptance(memory::Store& store, kafka::Cluster& cluster) : stored_(store), log_(cluster) {}

  ports::Task<ports::Result<domain::Message>> accept(domain::Draft draft, ports::Attempt attempt) override;

 private:
  memory::MemoryAcceptance stored_;
  kafka::KafkaMessageLog log_;
  std::set<domain::MessageId> appended_;
};

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
  AppendingAcceptance acceptance_{store_, cluster_};
  std::vector<std::unique_ptr<kafka::DeliveryReader>> readers_;
  std::unique_ptr<kafka::KafkaInbox> inbox_;
};

}  // namespace caravan::services
