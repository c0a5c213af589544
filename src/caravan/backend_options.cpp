#include "caravan/backend_options.hpp"

#include <chrono>

namespace caravan {
namespace {

cassandra::Consistency consistency(config::CassandraConsistency chosen) {
  switch (chosen) {
    case config::CassandraConsistency::one:
      return cassandra::Consistency::one;
    case config::CassandraConsistency::local_one:
      return cassandra::Consistency::local_one;
    case config::CassandraConsistency::quorum:
      return cassandra::Consistency::quorum;
    case config::CassandraConsistency::local_quorum:
      break;
  }
  return cassandra::Consistency::local_quorum;
}

}  // namespace

postgres::Database::Options postgres_options(const config::Postgres& postgres) {
  postgres::Database::Options options;
  options.url = postgres.url;
  options.statement_timeout = postgres.statement_timeout;
  options.migrate_at_start = postgres.migrate_at_start;
  options.pool.connections = postgres.connections;
  options.pool.queue_max = postgres.queue_max;
  options.pool.call_timeout = postgres.call_timeout;
  options.pool.link.connect_timeout = postgres.connect_timeout;
  options.pool.link.silence_max = postgres.call_timeout;
  return options;
}

cassandra::Cluster::Options cassandra_options(const config::Cassandra& cassandra) {
  return {.contact_points = cassandra.contact_points,
          .local_datacenter = cassandra.local_datacenter,
          .username = cassandra.username,
          .password = cassandra.password,
          .tls = cassandra.tls ? std::optional(cassandra::Tls{cassandra.ca_file, cassandra.certificate_file,
                                                              cassandra.key_file})
                               : std::nullopt,
          .keyspace = cassandra.keyspace,
          .replication = cassandra.replication,
          .allow_single_copy = cassandra.allow_single_copy,
          .consistency = consistency(cassandra.consistency),
          .io_threads = cassandra.io_threads,
          .connections_per_node = cassandra.connections_per_node,
          .in_flight_max = cassandra.in_flight_max,
          .connect_timeout = cassandra.connect_timeout,
          .request_timeout = cassandra.request_timeout,
          .speculative_delay = cassandra.speculative_delay};
}

cassandra::CassandraMessageStore::Options message_store_options(const config::Cassandra& cassandra) {
  cassandra::CassandraMessageStore::Options options;
  options.bucket_bytes_max = cassandra.bucket_bytes_max;
  options.claims.lifetime = std::chrono::ceil<std::chrono::seconds>(cassandra.retry_memory);
  return options;
}

accept::StoreThenLog::Options acceptance_options(const config::Settings& settings) {
  accept::StoreThenLog::Options options;
  options.floor_timeout = std::chrono::seconds(5);
  options.lanes.waiting_max = settings.cassandra.writes_waiting_max;
  return options;
}

kafka::Cluster::Options kafka_options(const config::Kafka& kafka) {
  kafka::Cluster::Options options;
  options.client.brokers = kafka.brokers;
  options.client.request_timeout = kafka.request_timeout;
  options.client.properties = kafka.properties;
  options.topics.prefix = kafka.topic_prefix;
  options.topics.partitions = static_cast<std::int32_t>(kafka.partitions);
  options.topics.replication = static_cast<std::int32_t>(kafka.replication);
  options.topics.allow_single_copy = kafka.allow_single_copy;
  options.producer.queue_records_max = kafka.queue_records_max;
  options.producer.queue_bytes_max = kafka.queue_bytes_max;
  options.producer.confirm_timeout = kafka.confirm_timeout;
  options.group_prefix = kafka.group_prefix;
  return options;
}

kafka::GroupReader::Options group_options(const config::Kafka& kafka) {
  kafka::GroupReader::Options options;
  options.session_timeout = kafka.session_timeout;
  options.poll_interval_max = kafka.poll_interval_max;
  options.commit_interval = kafka.commit_interval;
  options.fetch_queue_bytes_max = kafka.fetch_queue_bytes_max;
  return options;
}

kafka::GroupReader::Options gathering_group_options(const config::Kafka& kafka) {
  auto options = group_options(kafka);
  options.fetch_wait = kafka.fetch_wait;
  return options;
}

kafka::DeliveryReader::Options delivery_reader_options(const config::Kafka& kafka) {
  kafka::DeliveryReader::Options options;
  options.ring = {.bytes_max = kafka.inbox_bytes_max, .age_max = kafka.inbox_age_max};
  options.read_back = kafka.inbox_age_max;
  options.read_back_records_max = static_cast<std::int64_t>(kafka.inbox_read_back_records_max);
  options.fetch_queue_bytes_max = kafka.fetch_queue_bytes_max;
  return options;
}

}  // namespace caravan
