#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <thread>

#include "adapters/cassandra/cassandra_chats.hpp"
#include "adapters/cassandra/cassandra_history.hpp"
#include "adapters/cassandra/cassandra_message_store.hpp"
#include "adapters/cassandra/cassandra_unpublished.hpp"
#include "adapters/kafka/kafka_message_log.hpp"
#include "pipeline/accept/store_then_log.hpp"
#include "pipeline/relay/relay.hpp"
#include "runtime/run_to_end.hpp"
#include "runtime/task_group.hpp"
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

// A relay at work on a thread of its own.
class RunningRelay {
 public:
  explicit RunningRelay(relay::Relay& relay) {
    tasks_.spawn("relay", relay.run());
    thread_ = std::thread([this] { loop_.run(); });
  }
  RunningRelay(const RunningRelay&) = delete;
  RunningRelay& operator=(const RunningRelay&) = delete;
  ~RunningRelay() {
    boost::asio::post(loop_, [this] { tasks_.cancel(); });
    thread_.join();
  }

 private:
  boost::asio::io_context loop_;
  runtime::TaskGroup tasks_{loop_.get_executor(), [](const std::string& task, std::exception_ptr) {
                              ADD_FAILURE() << "the " << task << " ended";
                            }};
  std::thread thread_;
};

// A chat node's way of a message into the stores, as the program wires it: history in Cassandra, the log in
// Kafka, and the relay between them for what the log did not take.
struct ChatNode {
  // Without a `floor_timeout` it does not wait for the times that others gave: nobody tells it.
  ChatNode(const SharedStores& stores, runtime::Clock& clock, std::chrono::milliseconds floor_timeout = {})
      : cassandra(stores.cassandra, clock, random, metrics),
        kafka(stores.kafka, clock, random, metrics),
        chats(cassandra, {}, clock, random),
        unpublished(cassandra, clock, random),
        acceptance({.floor_timeout = floor_timeout}, messages, log, noted, clock, random, metrics) {
    cassandra::wait_until_ready(cassandra, real);
    wait_for_topics();
    running_relay.emplace(relay);
  }

  // Nobody sends to a node that is not healthy yet, and topics that were just made are not seen at once.
  void wait_for_topics() {
    while (kafka.problem())
      runtime::run_to_end(real.sleep_until(real.now() + std::chrono::milliseconds(5)));
  }

  ports::Result<domain::Message> send(domain::Draft draft) {
    return runtime::run_to_end(acceptance.accept(std::move(draft), ports::IdOrigin::sender));
  }
  std::vector<domain::Message> history_of(const domain::Chat& chat) {
    return ports::contract::get(history.before(chat.id, std::nullopt, 100'000));
  }

  runtime::SystemClock real;
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
  // Looks often, by a clock that goes by itself: a test's own may stand still.
  relay::Relay relay{{.interval = std::chrono::milliseconds(20)},
                     noted,
                     log,
                     [this](const domain::TimeUuid& time) { return acceptance.gave(time); },
                     real,
                     random,
                     metrics};
  std::optional<RunningRelay> running_relay;  // last: it uses the rest
};

}  // namespace caravan::services
