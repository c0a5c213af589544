#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <stdexcept>
#include <string>
#include <unistd.h>

#include "adapters/cassandra/cluster.hpp"
#include "observe/metrics.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"
#include "runtime/run_to_end.hpp"
#include "services/service_control.hpp"

namespace caravan::cassandra {

// A keyspace that no other test has used.
inline std::string fresh_keyspace() {
  static std::atomic<int> made = 0;
  return "test_" + std::to_string(::getpid()) + "_" + std::to_string(++made);
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

// A cluster with its own fresh keyspace, ready.
struct ReadyCluster {
  Surroundings around;
  Cluster cluster;

  explicit ReadyCluster(Cluster::Options options = options_for(fresh_keyspace()))
      : cluster(std::move(options), around.clock, around.random, around.metrics) {
    wait_until_ready(cluster, around.clock);
  }
};

}  // namespace caravan::cassandra
