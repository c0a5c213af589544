#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>

#include "adapters/cassandra/cluster.hpp"
#include "observe/metrics.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"
#include "runtime/run_to_end.hpp"
#include "services/service_control.hpp"

namespace caravan::cassandra {

// A keyspace that no other test has used. Its tables take seconds to make.
inline std::string fresh_keyspace() {
  static std::atomic<int> made = 0;
  return "test_" + std::to_string(::getpid()) + "_" + std::to_string(++made);
}

// What is connected, without a cluster around it.
inline void connect(Driver& driver, const std::string& keyspace) {
  const auto address = services::environment("CARAVAN_TEST_CASSANDRA");
  const cql_config config{.contact_points = address.c_str(),
                          .local_datacenter = nullptr,
                          .username = nullptr,
                          .password = nullptr,
                          .keyspace = keyspace.c_str(),
                          .tls = nullptr,
                          .connections_per_node = 1,
                          .connect_timeout_ms = 10'000,
                          .request_timeout_ms = 10'000,
                          .speculative_delay_ms = 10'000,
                          .consistency = CQL_LOCAL_QUORUM,
                          .serial_consistency = CQL_LOCAL_SERIAL};
  const auto connected = runtime::run_to_end(driver.connect(config));
  if (connected.code() != CQL_OK) throw std::runtime_error(std::string(connected.message()));
}

// The keyspace that the tests of this program share, as good as fresh: without what belongs to the few users
// that tests have. Chats and messages have random ids, so those of other tests are in nobody's way.
inline std::string clean_keyspace() {
  static const auto keyspace = fresh_keyspace();
  static bool made = false;
  if (!std::exchange(made, true)) return keyspace;
  Driver driver(1);
  connect(driver, keyspace);
  for (const auto* cql : {"DELETE FROM %.chats_by_user WHERE user_id IN (1, 2, 3)",
                          "DELETE FROM %.direct_chats WHERE low = 1 AND high = 2 IF EXISTS",
                          "DELETE FROM %.direct_chats WHERE low = 1 AND high = 3 IF EXISTS",
                          "DELETE FROM %.direct_chats WHERE low = 2 AND high = 3 IF EXISTS"}) {
    const auto text = in_keyspace(cql, keyspace);
    const auto wiped = runtime::run_to_end(driver.query(text));
    if (wiped.code() != CQL_OK) throw std::runtime_error(std::string(wiped.message()));
  }
  return keyspace;
}

inline Cluster::Options options_for(std::string keyspace) {
  Cluster::Options options;
  options.contact_points = {services::environment("CARAVAN_TEST_CASSANDRA")};
  options.keyspace = std::move(keyspace);
  // The machine that runs the tests is busy with the node itself.
  options.request_timeout = std::chrono::seconds(10);
  return options;
}

// What a cluster needs around it.
struct Surroundings {
  runtime::SystemClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
};

inline ports::Task<bool> becomes_ready(const Cluster& cluster, runtime::Clock& clock,
                                       std::chrono::seconds patience) {
  const auto deadline = clock.now() + patience;
  while (!cluster.ready() && clock.now() < deadline)
    co_await clock.sleep_until(clock.now() + std::chrono::milliseconds(20));
  co_return cluster.ready();
}

// Throws when it does not become ready.
inline void wait_until_ready(const Cluster& cluster, runtime::Clock& clock) {
  if (!runtime::run_to_end(becomes_ready(cluster, clock, std::chrono::seconds(120))))
    throw std::runtime_error("no connection to Cassandra");
}

// A cluster with a clean keyspace, ready.
struct ReadyCluster {
  Surroundings around;
  Cluster cluster;

  explicit ReadyCluster(Cluster::Options options = options_for(clean_keyspace()))
      : cluster(std::move(options), around.clock, around.random, around.metrics) {
    wait_until_ready(cluster, around.clock);
  }
};

}  // namespace caravan::cassandra
