#pragma once

#include <chrono>

#include "adapters/kafka/cluster.hpp"
#include "ports/contract_tests/samples.hpp"
#include "services/service_control.hpp"

namespace caravan::services {

// Settings for a cluster object of one test: topics and groups of its own on the broker of this run.
inline kafka::Cluster::Options fresh_cluster() {
  const auto name = "test-" + ports::contract::new_uuid().to_string() + ".";
  kafka::Cluster::Options options;
  options.client.brokers = environment("CARAVAN_TEST_KAFKA");
  options.topics = {.prefix = name, .partitions = 3, .replication = 1};
  // A machine that runs the whole suite at once is slow at times.
  options.producer.confirm_timeout = std::chrono::seconds(20);
  options.group_prefix = name;
  return options;
}

}  // namespace caravan::services
