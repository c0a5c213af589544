#include "config/backend_sections.hpp"

#include "config/section.hpp"

namespace caravan::config {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr Choices<AccountsBackend, 2> accounts_backends{
    {{"sqlite", AccountsBackend::sqlite}, {"postgres", AccountsBackend::postgres}}};
constexpr Choices<HistoryBackend, 2> history_backends{
    {{"sqlite", HistoryBackend::sqlite}, {"cassandra", HistoryBackend::cassandra}}};
constexpr Choices<LogBackend, 2> log_backends{{{"sqlite", LogBackend::sqlite}, {"kafka", LogBackend::kafka}}};
constexpr Choices<FeedBackend, 3> feed_backends{
    {{"none", FeedBackend::none}, {"log", FeedBackend::log}, {"firestore", FeedBackend::firestore}}};
constexpr Choices<FirestoreLayout, 2> layouts{
    {{"inbox", FirestoreLayout::inbox}, {"batches", FirestoreLayout::batches}}};
constexpr Choices<KafkaAuthentication, 2> authentications{
    {{"none", KafkaAuthentication::none}, {"google", KafkaAuthentication::google}}};
constexpr Choices<CassandraConsistency, 4> consistencies{
    {{"one", CassandraConsistency::one},
     {"local_one", CassandraConsistency::local_one},
     {"quorum", CassandraConsistency::quorum},
     {"local_quorum", CassandraConsistency::local_quorum}}};

Parsed<std::string> parse_keyspace(std::string_view text) {
  const bool fits = !text.empty() && text.size() <= 48 &&
                    text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
  if (!fits) return Refusal{"must be 1 to 48 lower-case letters, digits and _"};
  return taken(text);
}

void backend_options(std::vector<Option>& table) {
  Section backend(table, "backend", &Settings::backend, "all");
  backend.choice("accounts", &Backend::accounts, accounts_backends,
                 "Where accounts are: sqlite, in data.dir; postgres, as the section of that name says.");
  backend.choice("history", &Backend::history, history_backends, "Where chats and their messages are.");
  backend.choice(
      "log", &Backend::log, log_backends,
      "What carries messages from hop to hop. The three go together: all sqlite, for one process, or "
      "postgres, cassandra and kafka, for as many as are wanted.");
  backend.choice(
      "feed", &Backend::feed, feed_backends,
      "Where batches go for readers without a socket: none, and nothing is gathered for them; log, "
      "chat_messages_grouped, for consoles and programs that read it; firestore, a document of each "
      "reader, as the section of that name says.");
}

void postgres_options(std::vector<Option>& table) {
  Section postgres(table, "postgres", &Settings::postgres, "auth, chat");
  Option& url = postgres.text("url", &Postgres::url,
                              "a PostgreSQL URL, such as postgresql://user:password@host:5432/database",
                              "The database. Its parameters are libpq's, so "
                              "sslmode=verify-full&sslrootcert=FILE asks for a server that "
                              "proves its name.");
  url.secret = true;
  url.shared_variable = "DATABASE_URL";
  postgres.integer("connections", &Postgres::connections, {1, 64},
                   "Connections of this process; each has many statements on their way.");
  postgres.integer("queue_max", &Postgres::queue_max, {1, 100'000},
                   "Calls that wait for a connection; the next one is answered 503.");
  postgres.duration("connect_timeout", &Postgres::connect_timeout, {100ms, 1min},
                    "How long one server may take to let a connection in.");
  postgres.duration("statement_timeout", &Postgres::statement_timeout, {10ms, 10min},
                    "How long the server may work on one statement before it cancels it.");
  postgres.duration("call_timeout", &Postgres::call_timeout, {10ms, 10min},
                    "How long a call may take, all waiting included; give it more than "
                    "postgres.statement_timeout. A server that is silent for so long is given up.");
  postgres.boolean(
      "migrate_at_start", &Postgres::migrate_at_start,
      "Whether to bring an older schema up to date at the start; else `caravan migrate up` does.");
}

// The value may be a secret: a refusal repeats the item, so it must not depend on the value.
Parsed<std::string> parse_property(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos) return Refusal{"must have the form name=value"};
  return taken(text);
}

void kafka_options(std::vector<Option>& table) {
  Section kafka(table, "kafka", &Settings::kafka, "chat, live, fan-out, aggregate, publish");
  kafka.text("brokers", &Kafka::brokers, "HOST:PORT, several between commas",
             "Brokers to ask for the others.");
  kafka.text("topic_prefix", &Kafka::topic_prefix, "letters, digits, dots, dashes, underscores",
             "Before the name of each topic, so that installations can share a cluster.");
  kafka.text(
      "group_prefix", &Kafka::group_prefix, "a text",
      "Before the name of each consumer group (fan_out, aggregate, aggregate_streams, publish, epoch).");
  kafka.integer(
      "partitions", &Kafka::partitions, {1, 10'000},
      "Partitions of each topic; fixed for the life of the topics, which are refused when they have "
      "another number.");
  kafka.integer("replication", &Kafka::replication, {1, 15},
                "Replicas of each topic; topics with fewer are refused. 1 loses messages with its broker.");
  kafka.boolean("allow_single_copy", &Kafka::allow_single_copy,
                "Whether kafka.replication may be 1 though the cluster has several brokers.");
  kafka.choice(
      "authentication", &Kafka::authentication, authentications,
      "How this process proves to brokers who it is: none, and kafka.properties may say how; google, as "
      "Google's Managed Service for Apache Kafka wants it: over TLS, with the tokens of the service account "
      "that the process runs as, renewed five minutes before they end.");
  kafka.checked_text("metadata_url", &Kafka::metadata_url, &parse_http_origin,
                     "an origin, such as http://host", "Who gives those tokens.");
  kafka
      .list(
          "properties", &Kafka::properties, &parse_property, "a list of name=value",
          "Properties of librdkafka, such as security.protocol=SASL_SSL, sasl.username and ssl.ca.location.")
      .secret = true;
  kafka.duration("request_timeout", &Kafka::request_timeout, {1s, 1min}, "How long one request may take.");
  kafka.duration("confirm_timeout", &Kafka::confirm_timeout, {100ms, 5min},
                 "How long a record may take until every in-sync replica has it.");
  kafka.integer("queue_records_max", &Kafka::queue_records_max, {1'000, 10'000'000},
                "Records that wait for their confirmation; the next one is refused.");
  kafka.bytes("queue_bytes_max", &Kafka::queue_bytes_max, {1 * MiB, 2 * GiB}, "The same in bytes.");
  kafka.bytes("fetch_queue_bytes_max", &Kafka::fetch_queue_bytes_max, {1 * MiB, 2 * GiB},
              "Bytes that one consumer fetches ahead.");
  kafka.duration(
      "fetch_wait", &Kafka::fetch_wait, {0ms, 1s},
      "How long brokers gather records for aggregate and for publish before they answer. Each of the two "
      "adds it to the window; online readers do not wait for it.");
  kafka.duration("commit_interval", &Kafka::commit_interval, {0ms, 1min},
                 "How often a consumer notes how far it is. What it did since is done again after a crash; "
                 "readers drop the duplicates.");
  kafka.duration("session_timeout", &Kafka::session_timeout, {6s, 30min},
                 "Silence after which a consumer counts as dead and its partitions move on.");
  kafka.duration(
      "poll_interval_max", &Kafka::poll_interval_max, {10s, 1h},
      "Time after which a consumer that reads nothing counts as stuck and its partitions move on.");
  kafka.bytes("inbox_bytes_max", &Kafka::inbox_bytes_max, {1 * MiB, 64 * GiB},
              "Memory for the newest deliveries, from which reconnecting readers recover.");
  kafka.duration("inbox_age_max", &Kafka::inbox_age_max, {1s, 24h},
                 "How long deliveries are kept for that, and how far back a node reads at its start.");
  kafka.integer("inbox_read_back_records_max", &Kafka::inbox_read_back_records_max, {0, 100'000'000},
                "Deliveries of each partition that a node reads back at most.");
}

void cassandra_options(std::vector<Option>& table) {
  Section cassandra(table, "cassandra", &Settings::cassandra, "chat, fan-out");
  cassandra.list("contact_points", &Cassandra::contact_points, &parse_host_and_port, "a list of HOST:PORT",
                 "Nodes that tell of all the others; two or three of them are enough.");
  cassandra.text("local_datacenter", &Cassandra::local_datacenter, "a name",
                 "The datacenter whose nodes are asked; empty for a cluster of one.");
  cassandra.text("username", &Cassandra::username, "a name", "Empty where the cluster asks for none.");
  cassandra
      .text("password", &Cassandra::password, "a password", "Given with cassandra.username, or not at all.")
      .secret = true;
  cassandra.boolean(
      "tls", &Cassandra::tls,
      "Whether connections are encrypted, to nodes whose certificates name their addresses and are signed by "
      "somebody trusted.");
  cassandra.text(
      "ca_file", &Cassandra::ca_file, "a file",
      "PEM certificates of those who may have signed the nodes'; empty for whom the system trusts.");
  cassandra.text("certificate_file", &Cassandra::certificate_file, "a file",
                 "This client's own certificate, in PEM, where nodes ask for one; with cassandra.key_file.");
  cassandra.text("key_file", &Cassandra::key_file, "a file", "Its private key, in PEM.");
  cassandra.checked_text("keyspace", &Cassandra::keyspace, &parse_keyspace, "1 to 48 of a to z, 0 to 9 and _",
                         "Holds the tables; it is made when it is not there.");
  cassandra.text("replication", &Cassandra::replication,
                 "a CQL map, such as {'class': 'NetworkTopologyStrategy', 'dc1': 3}",
                 "How a keyspace that is made here is replicated; one that is there stays as it is.");
  cassandra.boolean(
      "allow_single_copy", &Cassandra::allow_single_copy,
      "Whether a keyspace may keep one copy of each row though the cluster has several nodes: what "
      "was confirmed is then lost with its node.");
  cassandra.choice(
      "consistency", &Cassandra::consistency, consistencies,
      "How many replicas answer for a read or a write. Below a quorum confirmed messages can be lost.");
  cassandra.integer("io_threads", &Cassandra::io_threads, {1, 64}, "Threads of the driver.");
  cassandra.integer("connections_per_node", &Cassandra::connections_per_node, {1, 64},
                    "Connections to each node; each has many requests on its way.");
  cassandra.integer("in_flight_max", &Cassandra::in_flight_max, {1, 32'768},
                    "Requests under way at once; the next call is answered 503.");
  cassandra.integer("writes_waiting_max", &Cassandra::writes_waiting_max, {1, 1'000'000},
                    "Messages that wait to be written; the next one is answered 503.");
  cassandra.duration("connect_timeout", &Cassandra::connect_timeout, {100ms, 1min},
                     "How long one node may take to let a connection in.");
  cassandra.duration("request_timeout", &Cassandra::request_timeout, {10ms, 1min},
                     "How long one request may take, the driver's own retries included.");
  cassandra.duration("speculative_delay", &Cassandra::speculative_delay, {10ms, 1min},
                     "After so long without an answer a request is sent to one more node as well: one that "
                     "stopped, or is cut off, keeps its connections for seconds and says nothing.");
  cassandra.bytes("bucket_bytes_max", &Cassandra::bucket_bytes_max, {64 * KiB, 1 * GiB},
                  "What this process puts into one partition of a chat before it goes on with a finer one.");
  cassandra.duration("retry_memory", &Cassandra::retry_memory, {1h, days(365)},
                     "How long a message that is sent again is answered with the first result.");
}

void firestore_options(std::vector<Option>& table) {
  Section firestore(table, "firestore", &Settings::firestore, "auth, publish");
  firestore.text("project", &Firestore::project, "a project's id",
                 "The Google Cloud project of the database.");
  firestore.text("database", &Firestore::database, "a database's id",
                 "The Firestore database, of the Standard edition in native mode.");
  firestore.text("credentials_file", &Firestore::credentials_file, "a file",
                 "The JSON key of a service account; empty is what the environment offers: "
                 "GOOGLE_APPLICATION_CREDENTIALS or the identity of the machine or workload.");
  firestore.choice(
      "layout", &Firestore::layout, layouts,
      "inbox: a document for each reader, for the web UI and the lowest bill; batches: a document for each "
      "batch of what one person writes in one chat, for front ends that query those.");
  firestore.duration(
      "batches_kept", &Firestore::batches_kept, {0s, days(3650)},
      "Of the layout batches: how long until a document may be removed by the database's own TTL policy; "
      "0s: documents stay.");
  firestore.duration("request_timeout", &Firestore::request_timeout, {100ms, 1min},
                     "How long Firestore may take to answer one request.");
  firestore.integer("in_flight_max", &Firestore::in_flight_max, {1, 1'000},
                    "Requests under way at once; each carries what has gathered meanwhile.");
  firestore.integer("queue_max", &Firestore::queue_max, {1, 1'000'000},
                    "Documents that wait to be written; the next one is tried again later.");
  firestore.integer(
      "writes_per_second", &Firestore::writes_per_second, {1, 10'000},
      "Documents written in a second at first; half as much again every five minutes in which it "
      "was needed, as Firestore wants it.");
  firestore.bytes("entries_bytes_max", &Firestore::entries_bytes_max, {256, 512 * KiB},
                  "What a reader's inbox holds of messages; every snapshot sends it again. A longer message "
                  "is read from its chat.");
  firestore.integer("batches_max", &Firestore::batches_max, {1, 100},
                    "Batches that a reader's inbox holds: who misses fewer snapshots finds no gap.");
  firestore.integer(
      "known_documents_max", &Firestore::known_documents_max, {1, 10'000'000},
      "Documents of which it is remembered what is in them; of others the next write costs a read.");
  firestore.bytes("known_documents_bytes_max", &Firestore::known_documents_bytes_max, {1 * MiB, 16 * GiB},
                  "The memory of that.");
}

}  // namespace

void backend_sections(std::vector<Option>& table) {
  backend_options(table);
  postgres_options(table);
  cassandra_options(table);
  kafka_options(table);
  firestore_options(table);
}

}  // namespace caravan::config
