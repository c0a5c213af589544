#include <filesystem>
#include <gmock/gmock.h>

#include "adapters/cassandra/cassandra_chats.hpp"
#include "ports/contract_tests/samples.hpp"
#include "services/cassandra/keyspace.hpp"

namespace caravan::cassandra {
namespace {

using testing::HasSubstr;

const std::string& folder() {
  static const auto folder = services::environment("CARAVAN_TEST_CASSANDRA_CERTIFICATES") + "/";
  return folder;
}

Tls trusted() {
  return {folder() + "authority.pem", folder() + "client.pem", folder() + "client.key"};
}

Cluster::Options over(Tls tls) {
  auto options = options_for(clean_keyspace());
  options.contact_points = {services::environment("CARAVAN_TEST_CASSANDRA_TLS")};
  options.tls = std::move(tls);
  return options;
}

// Why there is no connection, as the driver says it.
std::string refusal(const Tls& tls) {
  Driver driver(1);
  const auto address = services::environment("CARAVAN_TEST_CASSANDRA_TLS");
  const cql_tls files{tls.authorities_file.c_str(),
                      tls.certificate_file.empty() ? nullptr : tls.certificate_file.c_str(),
                      tls.key_file.empty() ? nullptr : tls.key_file.c_str()};
  const cql_config config{.contact_points = address.c_str(),
                          .local_datacenter = nullptr,
                          .username = nullptr,
                          .password = nullptr,
                          .keyspace = "none",
                          .tls = &files,
                          .connections_per_node = 1,
                          .connect_timeout_ms = 10'000,
                          .request_timeout_ms = 10'000,
                          .speculative_delay_ms = 10'000,
                          .consistency = CQL_LOCAL_QUORUM,
                          .serial_consistency = CQL_LOCAL_SERIAL};
  const auto connected = runtime::run_to_end(driver.connect(config));
  return connected.code() == CQL_OK ? "connected" : std::string(connected.message());
}

TEST(CassandraTls, ChatsAreKeptOverAnEncryptedConnection) {
  Surroundings around;
  Cluster cluster(over(trusted()), around.clock, around.random, around.metrics);
  wait_until_ready(cluster, around.clock);
  CassandraChats chats(cluster, {}, around.clock, around.random);
  const auto chat =
      ports::contract::existing(chats, ports::contract::group_chat("crew", {ports::contract::kAnn}));
  EXPECT_EQ(ports::contract::get(chats.find(chat.id)), chat);
}

TEST(CassandraTls, ANodeWhoseCertificateNobodyTrustedHasSignedIsRefused) {
  EXPECT_EQ(refusal(trusted()), "connected");
  auto other = trusted();
  other.authorities_file = folder() + "stranger.pem";
  EXPECT_THAT(refusal(other), HasSubstr("certificate verify failed"));
  // Nobody whom the system trusts has signed it either.
  other.authorities_file = "/etc/ssl/certs/ca-certificates.crt";
  if (std::filesystem::exists(other.authorities_file)) {
    EXPECT_THAT(refusal(other), HasSubstr("certificate verify failed"));
  }
}

TEST(CassandraTls, WhoShowsNoCertificateIsRefusedByTheNode) {
  auto without = trusted();
  without.certificate_file = without.key_file = "";
  EXPECT_NE(refusal(without), "connected");
}

TEST(CassandraTls, FilesThatCannotBeUsedAreNamed) {
  auto missing = trusted();
  missing.authorities_file = folder() + "missing.pem";
  EXPECT_THAT(refusal(missing), HasSubstr("missing.pem cannot be used"));
  auto another = trusted();
  another.key_file = folder() + "node.key";
  EXPECT_THAT(refusal(another), HasSubstr("node.key cannot be used"));
  auto half = over(trusted());
  half.tls->key_file = "";
  Surroundings around;
  EXPECT_THROW(Cluster(half, around.clock, around.random, around.metrics), std::invalid_argument);
}

}  // namespace
}  // namespace caravan::cassandra
