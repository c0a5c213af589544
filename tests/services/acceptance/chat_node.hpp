#pragma once

#include <chrono>
#include <string>

#include "adapters/cassandra/cassandra_chats.hpp"
#include "adapters/cassandra/cassandra_history.hpp"
#include "adapters/cassandra/cassandra_message_store.hpp"
#include "adapters/cassandra/cassandra_unpublished.hpp"
#include "adapters/kafka/kafka_message_log.hpp"
#include "pipeline/accept/store_then_log.hpp"
#include "runtime/run_to_end.hpp"
#include "services/cassandra/keyspace.hpp"
#include "services/kafka/fresh_cluster.hpp"

namespace caravan::services {

// A machine whose wall clock is wrong by so much.
class SkewedClock final : public runtime::Clock {
 public:
  explicit SkewedClock(std::chrono::milliseconds ahead) : ahead_(ahead) {}

  runtime::SteadyTime now() const override { return clock_.now(); }
  runtime::SystemTime wall() const override { return clock_.wall() + ahead_; }
  boost::asio::awaitable<void> wait(runtime::AutoResetEvent& event, runtime::SteadyTime deadline) override {
    return clock_.wait(event, deadline);
  }

 private:
  runtime::SystemClock clock_;
  std::chrono::milliseconds ahead_;
};

// What nodes share.
struct SharedStores {
  cassandra::Cluster::Options cassandra = cassandra::options_for(cassandra::clean_keyspace());
  kafka::Cluster::Options kafka = fresh_cluster();
};

// A chat node's way of a message into the stores, as the program wires it: history in Cassandra, the log in
// Kafka.
struct ChatNode {
  // Without a `floor_timeout` it does not wait for the times that others gave: nobody tells it.
  ChatNode(const SharedStores& stores, runtime::Clock& clock, std::chrono::milliseconds floor_timeout = {})
      : cassandra(stores.cassandra, clock, random, metrics),
        kafka(stores.kafka, clock, random, metrics),
        chats(cassandra, {}, clock, random),
        unpublished(cassandra, clock, random),
        acceptance({.floor_timeout = floor_timeout}, messages, log, noted, clock, random, metrics) {
    runtime::SystemClock real;
    cassandra::wait_until_ready(cassandra, real);
  }

  ports::Result<domain::Message> send(domain::Draft draft) {
    return runtime::run_to_end(acceptance.accept(std::move(draft), ports::IdOrigin::sender));
  }
  std::vector<domain::Message> history_of(const domain::Chat& chat) {
    return ports::contract::get(history.before(chat.id, std::nullopt, 100'000));
  }

  runtime::SystemRandom random;
  observe::Metrics metrics;
  cassandra::Cluster cassandra;
  kafka::Cluster kafka;
  cassandra::CassandraChats chats;
  cassandra::CassandraHistory history{cassandra};
  cassandra::CassandraMessageStore messages{cassandra, {}, metrics};
  kafka::KafkaMessageLog log{kafka};
  cassandra::CassandraUnpublished unpublished;
  accept::NotedChats noted{unpublished};
  accept::StoreThenLog acceptance;
};

}  // namespace caravan::services
