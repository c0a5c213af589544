#pragma once

#include <chrono>
#include <string>

#include "adapters/kafka/client.hpp"
#include "runtime/random.hpp"

namespace caravan::kafka {

// The name of the span in which offsets of `topic` mean the same. It is the cluster's id and a random value
// that the first who asks leaves as the metadata of an offset which `consumer`'s group commits: brokers drop
// a group's offsets together with the topic, so a topic that was deleted and made anew gets another epoch.
//
// Blocks for some `timeout`s at most. Renews the commit, since brokers also drop what nobody renews for days
// (offsets.retention.minutes). Nodes that ask for the first time at the same moment may see different values
// until they ask again; readers then read history once.
ports::Result<std::string> shared_epoch(rd_kafka_t& consumer, const std::string& topic,
                                        runtime::Random& random, std::chrono::milliseconds timeout);

}  // namespace caravan::kafka
