#pragma once

#include <memory>

#include "caravan/stores.hpp"

namespace caravan {

// Accounts in PostgreSQL, chats and history in Cassandra, the logs in Kafka: stores that processes share.
// Connects in the background; throws for settings that can never work.
std::unique_ptr<Stores> distributed_stores(const config::Settings& settings, const Surroundings& around,
                                           observe::Metrics& metrics);

}  // namespace caravan
