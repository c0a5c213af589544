#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "config/values.hpp"

// What one process runs with: plain values, one struct a section, the defaults beside them. What each value
// means, its range and who reads it stand in options.cpp. Only the wiring sees the whole; it hands every
// module the module's own Options.
namespace caravan::config {

enum class Role { auth, chat, live, fan_out, aggregate, publish, web };
enum class LogLevel { debug, info, warn, error };
enum class Algorithm { hs256, rs256, eddsa };
enum class WindowPolicy { adaptive, anchored, leading, inactivity };
enum class AccountsBackend { sqlite, postgres };
enum class HistoryBackend { sqlite, cassandra };
enum class LogBackend { sqlite, kafka };
enum class FeedBackend { none, log, firestore };
enum class FirestoreLayout { inbox, batches };
enum class Realtime { websocket, firestore, both };
enum class FirebaseSigner { none, key_file, iam };
enum class KafkaAuthentication { none, google };
enum class CassandraConsistency { one, local_one, quorum, local_quorum };

struct Server {
  std::string listen = "auto";
  std::size_t threads = 0;
  std::size_t connections_max = 20'000;
  std::size_t connections_per_address_max = 1'000;
  std::size_t unread_bytes_max = 256 << 20;
  std::size_t unread_bytes_per_address_max = 32 << 20;
  std::size_t head_bytes_max = 16 << 10;
  std::size_t body_bytes_max = 64 << 10;
  std::chrono::milliseconds head_timeout = std::chrono::seconds(10);
  std::chrono::milliseconds idle_timeout = std::chrono::seconds(75);
  std::chrono::milliseconds request_timeout = std::chrono::seconds(30);
  std::chrono::milliseconds drain_timeout = std::chrono::seconds(4);
  std::vector<std::string> proxies;
  std::vector<std::string> origins;
  std::vector<std::string> metrics_networks = {
      "127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"};
};

struct Data {
  std::string dir = "caravan-data";
};

struct Web {
  std::string root;
  Realtime realtime = Realtime::websocket;
};

struct Log {
  LogLevel level = LogLevel::info;
  std::size_t queue_bytes_max = 1 << 20;
};

struct Auth {
  std::chrono::milliseconds token_lifetime = std::chrono::hours(24);
  Algorithm algorithm = Algorithm::hs256;
  std::string key_file;
  std::size_t argon2_memory = 19 << 20;
  std::size_t argon2_passes = 2;
  std::size_t hash_threads = 0;
  std::size_t hash_queue_max = 64;
  std::vector<std::string> administrators;
};

struct Guard {
  bool enabled = true;
  Rate send_per_user = {1, std::chrono::seconds(1)};
  std::size_t send_per_user_burst = 20;
  Rate send_per_chat = {5, std::chrono::seconds(5)};
  Rate sign_up_per_address = {30, std::chrono::hours(1)};
  Rate logins_per_address = {300, std::chrono::minutes(10)};
  Rate failed_logins_per_network = {5, std::chrono::minutes(5)};
  Rate failed_logins_per_account = {100, std::chrono::hours(1)};
  Rate failed_logins_per_address = {50, std::chrono::minutes(30)};
  Rate session_ends_per_user = {5, std::chrono::minutes(1)};
  Rate presence_per_user = {120, std::chrono::minutes(1)};
  std::size_t reads_per_user_max = 16;
  std::size_t keys_max = 100'000;
  std::vector<std::string> exempt_networks;
};

struct Chat {
  std::size_t message_bytes_max = 16 << 10;
  std::size_t group_members_max = 100;
};

struct Aggregate {
  WindowPolicy policy = WindowPolicy::adaptive;
  std::chrono::milliseconds window = std::chrono::seconds(3);
  std::size_t inactivity_count = 10;
  std::size_t batch_bytes_max = 64 << 10;
  std::size_t batch_messages_max = 1'000;
  std::size_t open_windows_max = 100'000;
};

struct Presence {
  std::chrono::milliseconds lease = std::chrono::seconds(5);
  std::chrono::milliseconds unseen_after = std::chrono::minutes(3);
  std::size_t held_bytes_max = 64 << 20;
};

struct Publish {
  std::chrono::milliseconds per_recipient_interval = std::chrono::seconds(1);
  std::size_t writes_under_way_max = 256;
  std::size_t recipient_bytes_max = 64 << 10;
  std::size_t waiting_bytes_max = 64 << 20;
  std::size_t under_way_bytes_max = 4 << 20;
  std::size_t recipients_max = 100'000;
  std::chrono::milliseconds give_up_after = std::chrono::hours(24);
};

struct Live {
  std::chrono::milliseconds ping_interval = std::chrono::seconds(25);
  std::chrono::milliseconds pong_timeout = std::chrono::seconds(10);
  std::size_t buffer_bytes_max = 1 << 20;
  std::size_t connections_per_user_max = 16;
  std::size_t recovery_deliveries_max = 1'000;
};

struct Store {
  std::size_t queue_max = 1'024;
  std::size_t reader_threads = 2;
  std::size_t wal_bytes_max = 1 << 30;
  std::chrono::milliseconds delivery_retention = std::chrono::hours(7 * 24);
  std::chrono::milliseconds absent_consumer_retention = std::chrono::hours(7 * 24);
};

struct Backend {
  AccountsBackend accounts = AccountsBackend::sqlite;
  HistoryBackend history = HistoryBackend::sqlite;
  LogBackend log = LogBackend::sqlite;
  FeedBackend feed = FeedBackend::none;
};

struct Postgres {
  std::string url;
  std::size_t connections = 4;
  std::size_t queue_max = 1'024;
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(2);
  std::chrono::milliseconds statement_timeout = std::chrono::seconds(3);
  std::chrono::milliseconds call_timeout = std::chrono::seconds(5);
  bool migrate_at_start = true;
};

struct Kafka {
  std::string brokers = "127.0.0.1:9092";
  std::string topic_prefix;
  std::string group_prefix = "caravan.";
  std::size_t partitions = 12;
  std::size_t replication = 3;
  bool allow_single_copy = false;
  KafkaAuthentication authentication = KafkaAuthentication::none;
  std::string metadata_url = "http://metadata.google.internal";
  std::vector<std::string> properties;
  std::chrono::milliseconds request_timeout = std::chrono::seconds(5);
  std::chrono::milliseconds confirm_timeout = std::chrono::seconds(5);
  std::size_t queue_records_max = 100'000;
  std::size_t queue_bytes_max = 64 << 20;
  std::size_t fetch_queue_bytes_max = 16 << 20;
  std::chrono::milliseconds fetch_wait{50};
  std::chrono::milliseconds commit_interval = std::chrono::seconds(1);
  std::chrono::milliseconds session_timeout = std::chrono::seconds(10);
  std::chrono::milliseconds poll_interval_max = std::chrono::minutes(1);
  std::size_t inbox_bytes_max = 256 << 20;
  std::chrono::milliseconds inbox_age_max = std::chrono::minutes(10);
  std::size_t inbox_read_back_records_max = 100'000;
};

struct Cassandra {
  std::vector<std::string> contact_points = {"127.0.0.1:9042"};
  std::string local_datacenter;
  std::string username;
  std::string password;
  bool tls = false;
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
  std::string keyspace = "caravan";
  std::string replication = "{'class': 'SimpleStrategy', 'replication_factor': 1}";
  bool allow_single_copy = false;
  CassandraConsistency consistency = CassandraConsistency::local_quorum;
  std::size_t io_threads = 1;
  std::size_t connections_per_node = 1;
  std::size_t in_flight_max = 1'024;
  std::size_t writes_waiting_max = 4'096;
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(5);
  std::chrono::milliseconds request_timeout = std::chrono::seconds(2);
  std::chrono::milliseconds speculative_delay{200};
  std::size_t bucket_bytes_max = 16 << 20;
  std::chrono::milliseconds retry_memory = std::chrono::hours(7 * 24);
};

struct Firestore {
  std::string project;
  std::string database = "(default)";
  std::string credentials_file;
  FirestoreLayout layout = FirestoreLayout::inbox;
  std::chrono::milliseconds batches_kept = std::chrono::seconds(0);
  std::chrono::milliseconds request_timeout = std::chrono::seconds(10);
  std::size_t in_flight_max = 16;
  std::size_t queue_max = 4'096;
  std::size_t writes_per_second = 500;
  std::size_t entries_bytes_max = 4 << 10;
  std::size_t batches_max = 3;
  std::size_t known_documents_max = 20'000;
  std::size_t known_documents_bytes_max = 64 << 20;
};

struct Firebase {
  FirebaseSigner signer = FirebaseSigner::none;
  std::string credentials_file;
  std::string service_account;
  std::string sign_url = "https://iamcredentials.googleapis.com";
  std::string metadata_url = "http://metadata.google.internal";
  std::chrono::milliseconds request_timeout = std::chrono::seconds(5);
  std::size_t queue_max = 64;
  std::chrono::milliseconds token_remaining_min = std::chrono::minutes(5);
  std::size_t tokens_kept_max = 10'000;
  std::string project;
  std::string api_key;
  std::string auth_domain;
  std::string app_id;
  std::string database = "(default)";
  std::string emulator_firestore;
  std::string emulator_auth;
};

struct Budget {
  double usd_per_month = 0;
  std::chrono::milliseconds wait_max = std::chrono::minutes(5);
};

// In US dollars, as Google's list had them in November 2026 for most regions.
struct Prices {
  double reads = 0.03;
  double writes = 0.09;
  double deletes = 0.01;
  double gib_out = 0.12;
  std::size_t free_reads = 50'000;
  std::size_t free_writes = 20'000;
  std::size_t free_deletes = 20'000;
  double free_gib_out = 10;
};

struct Costs {
  std::size_t listeners_per_reader = 1;
  std::size_t replayed_messages_max = 50'000;
};

struct Settings {
  std::vector<Role> roles = {Role::auth,      Role::chat,    Role::live, Role::fan_out,
                             Role::aggregate, Role::publish, Role::web};
  Server server;
  Data data;
  Web web;
  Log log;
  Auth auth;
  Guard guard;
  Chat chat;
  Aggregate aggregate;
  Presence presence;
  Publish publish;
  Live live;
  Store store;
  Backend backend;
  Postgres postgres;
  Kafka kafka;
  Cassandra cassandra;
  Firestore firestore;
  Firebase firebase;
  Costs costs;
  Prices prices;
  Budget budget;
};

}  // namespace caravan::config
