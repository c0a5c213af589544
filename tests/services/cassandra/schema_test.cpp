#include "adapters/cassandra/schema.hpp"

#include <array>
#include <gmock/gmock.h>

#include "ports/contract_tests/samples.hpp"
#include "services/cassandra/keyspace.hpp"

namespace caravan::cassandra {
namespace {

constexpr const char* kReplication = "{'class': 'SimpleStrategy', 'replication_factor': 1}";

// A driver that is connected, without the cluster around it.
class CassandraSchema : public testing::Test {
 protected:
  CassandraSchema() { connect(driver_, keyspace_); }

  ports::Result<void> bring_up_to_date(std::span<const MigrationStep> steps = migrations()) {
    Schema schema(driver_, random_, {keyspace_, kReplication}, steps);
    return runtime::run_to_end(schema.bring_up_to_date());
  }
  Answer query(std::string_view cql) {
    const auto text = in_keyspace(cql, keyspace_);
    return runtime::run_to_end(driver_.query(text));
  }
  std::int32_t version() {
    return query("SELECT version FROM %.schema_versions WHERE name = 'tables'").int32(0, 0);
  }

  const std::string keyspace_ = fresh_keyspace();
  runtime::SystemRandom random_;
  Driver driver_{1};
};

TEST_F(CassandraSchema, IsBroughtUpToDateOnceAndThenLeftAlone) {
  ASSERT_TRUE(bring_up_to_date());
  EXPECT_EQ(version(), static_cast<std::int32_t>(migrations().size()));
  EXPECT_TRUE(bring_up_to_date());
}

TEST_F(CassandraSchema, GoesOnFromTheVersionThatIsThere) {
  static constexpr std::array<std::string_view, 1> first = {
      "CREATE TABLE IF NOT EXISTS %.one (a int PRIMARY KEY)"};
  static constexpr std::array<std::string_view, 1> second = {
      "CREATE TABLE IF NOT EXISTS %.two (a int PRIMARY KEY)"};
  const std::array<MigrationStep, 2> steps = {MigrationStep(first), MigrationStep(second)};
  ASSERT_TRUE(bring_up_to_date(std::span(steps).first(1)));
  EXPECT_NE(query("SELECT a FROM %.two").code(), CQL_OK);
  ASSERT_TRUE(bring_up_to_date(steps));
  EXPECT_EQ(query("SELECT a FROM %.two").code(), CQL_OK);
  EXPECT_EQ(version(), 2);
}

TEST_F(CassandraSchema, ANewerOneIsRefusedAndLeftAlone) {
  ASSERT_TRUE(bring_up_to_date());
  ASSERT_EQ(query("INSERT INTO %.schema_versions (name, version) VALUES ('tables', 99)").code(), CQL_OK);
  const auto refused = bring_up_to_date();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, testing::HasSubstr("newer caravan"));
  EXPECT_EQ(version(), 99);
}

TEST_F(CassandraSchema, WaitsWhileAnotherProcessMigrates) {
  ASSERT_TRUE(bring_up_to_date({}));
  ASSERT_EQ(query("INSERT INTO %.schema_versions (name, owner) VALUES ('lock', uuid())").code(), CQL_OK);
  const auto waiting = bring_up_to_date();
  ASSERT_FALSE(waiting);
  EXPECT_EQ(waiting.error().code, ports::Errc::unavailable);
  ASSERT_EQ(query("DELETE FROM %.schema_versions WHERE name = 'lock' IF EXISTS").code(), CQL_OK);
  EXPECT_TRUE(bring_up_to_date());
}

// What the node believes to be its neighbours, while this lives.
class Neighbour {
 public:
  explicit Neighbour(Driver& driver) : driver_(driver) {
    EXPECT_EQ(run("INSERT INTO system.peers (peer) VALUES ('127.0.0.9')"), CQL_OK);
  }
  ~Neighbour() { EXPECT_EQ(run("DELETE FROM system.peers WHERE peer = '127.0.0.9'"), CQL_OK); }

 private:
  cql_code run(std::string cql) { return runtime::run_to_end(driver_.query(cql)).code(); }

  Driver& driver_;
};

TEST_F(CassandraSchema, ASingleCopyIsRefusedWhereSeveralNodesCouldKeepMore) {
  Schema schema(driver_, random_, {keyspace_, kReplication});
  Schema allowed(driver_, random_, {keyspace_, kReplication, true});
  {
    const Neighbour neighbour(driver_);
    const auto refused = runtime::run_to_end(schema.bring_up_to_date());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ports::Errc::invalid);
    EXPECT_THAT(refused.error().detail, testing::HasSubstr("the cluster has 2 nodes"));
    EXPECT_EQ(query("SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = '%'").rows(),
              0u);
    EXPECT_TRUE(runtime::run_to_end(allowed.bring_up_to_date()));
    // The keyspace that is there counts, and not the map for a new one.
    Schema of_more(driver_, random_, {keyspace_, "{'class': 'SimpleStrategy', 'replication_factor': 3}"});
    EXPECT_FALSE(runtime::run_to_end(of_more.bring_up_to_date()));
  }
  EXPECT_TRUE(runtime::run_to_end(schema.bring_up_to_date()));
}

TEST_F(CassandraSchema, GoesOnWithALockWhoseAnswerItNeverHeard) {
  ASSERT_TRUE(bring_up_to_date({}));
  Schema schema(driver_, random_, {keyspace_, kReplication});
  const auto taken = "INSERT INTO %.schema_versions (name, owner) VALUES ('lock', " +
                     schema.owner().to_string() + ") IF NOT EXISTS USING TTL 60";
  ASSERT_EQ(query(taken).code(), CQL_OK);
  EXPECT_TRUE(runtime::run_to_end(schema.bring_up_to_date()));
  EXPECT_EQ(version(), static_cast<std::int32_t>(migrations().size()));
  EXPECT_EQ(query("SELECT owner FROM %.schema_versions WHERE name = 'lock'").rows(), 0u);
}

TEST_F(CassandraSchema, SimultaneousStartsEndWithOneSchema) {
  const auto options = options_for(keyspace_);
  ports::contract::simultaneously(4, [&options](int) { ReadyCluster cluster(options); });
  EXPECT_EQ(version(), static_cast<std::int32_t>(migrations().size()));
}

}  // namespace
}  // namespace caravan::cassandra
