#pragma once

#include "adapters/cassandra/cassandra_message_store.hpp"
#include "adapters/cassandra/cluster.hpp"
#include "adapters/kafka/cluster.hpp"
#include "adapters/kafka/delivery_reader.hpp"
#include "adapters/kafka/group_reader.hpp"
#include "adapters/postgres/database.hpp"
#include "config/settings.hpp"
#include "pipeline/accept/store_then_log.hpp"

// The settings, as the adapters of the stores that processes share want them.
namespace caravan {

postgres::Database::Options postgres_options(const config::Postgres& postgres);
cassandra::Cluster::Options cassandra_options(const config::Cassandra& cassandra);
cassandra::CassandraMessageStore::Options message_store_options(const config::Cassandra& cassandra);
accept::StoreThenLog::Options acceptance_options(const config::Settings& settings);
kafka::Cluster::Options kafka_options(const config::Kafka& kafka);
kafka::GroupReader::Options group_options(const config::Kafka& kafka);
// For hops on whose outcome nobody waits at a screen.
kafka::GroupReader::Options gathering_group_options(const config::Kafka& kafka);
kafka::DeliveryReader::Options delivery_reader_options(const config::Kafka& kafka);

}  // namespace caravan
