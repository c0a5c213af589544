#include "adapters/cassandra/schema.hpp"

#include <array>
#include <utility>

#include "adapters/cassandra/replication.hpp"
#include "adapters/cassandra/statements.hpp"
#include "observe/log.hpp"

namespace caravan::cassandra {

using ports::Errc;
using ports::Error;
using ports::Result;

namespace {

// docs/decisions/0010-cassandra-tables.md argues for each table.
constexpr std::array<std::string_view, 8> kFirst = {
    "CREATE TABLE IF NOT EXISTS %.messages ("
    "chat_id uuid, bucket bigint, time timeuuid, message_id uuid, from_user bigint, to_user bigint, body "
    "text, "
    "PRIMARY KEY ((chat_id, bucket), time)) WITH CLUSTERING ORDER BY (time DESC)",

    "CREATE TABLE IF NOT EXISTS %.chat_buckets (chat_id uuid, bucket bigint, PRIMARY KEY (chat_id, bucket)) "
    "WITH CLUSTERING ORDER BY (bucket DESC)",

    "CREATE TABLE IF NOT EXISTS %.message_ids ("
    "message_id uuid PRIMARY KEY, chat_id uuid, bucket bigint, time timeuuid, from_user bigint) "
    "WITH compaction = {'class': 'TimeWindowCompactionStrategy', 'compaction_window_unit': 'DAYS', "
    "'compaction_window_size': 1} AND gc_grace_seconds = 86400",

    "CREATE TABLE IF NOT EXISTS %.chats ("
    "chat_id uuid, position int, kind int static, name text static, user_id bigint, username text, "
    "PRIMARY KEY (chat_id, position))",

    "CREATE TABLE IF NOT EXISTS %.chats_by_user ("
    "user_id bigint, created timeuuid, chat_id uuid, PRIMARY KEY (user_id, created, chat_id)) "
    "WITH CLUSTERING ORDER BY (created DESC, chat_id ASC)",

    "CREATE TABLE IF NOT EXISTS %.direct_chats ("
    "low bigint, high bigint, chat_id uuid, created timeuuid, first_id bigint, first_name text, second_id "
    "bigint, "
    "second_name text, PRIMARY KEY ((low, high)))",

    // A deletion that comes back to life repeats a publication, which readers drop: tombstones need not be
    // kept long.
    "CREATE TABLE IF NOT EXISTS %.unpublished ("
    "slot bigint, time timeuuid, message_id uuid, chat_id uuid, from_user bigint, to_user bigint, body text, "
    "PRIMARY KEY (slot, time, message_id)) WITH gc_grace_seconds = 3600",

    "CREATE TABLE IF NOT EXISTS %.unpublished_slots ("
    "queue int, slot bigint, writer uuid, stamp bigint, PRIMARY KEY (queue, slot, writer)) "
    "WITH gc_grace_seconds = 3600",
};

// docs/decisions/0015-one-message-per-id.md
constexpr std::array<std::string_view, 2> kIdsOfSenders = {
    // Rows end by expiring alone, so nothing deleted can come back; and what Cassandra notes of a conditional
    // write it keeps for this grace.
    "CREATE TABLE IF NOT EXISTS %.message_claims ("
    "from_user bigint, message_id uuid, chat_id uuid, bucket bigint, time timeuuid, body_digest bigint, "
    "PRIMARY KEY ((from_user, message_id))) "
    "WITH compaction = {'class': 'TimeWindowCompactionStrategy', 'compaction_window_unit': 'DAYS', "
    "'compaction_window_size': 1} AND gc_grace_seconds = 10800",

    "DROP TABLE IF EXISTS %.message_ids",
};

const std::array<MigrationStep, 2> kSteps = {MigrationStep(kFirst), MigrationStep(kIdsOfSenders)};

}  // namespace

std::span<const MigrationStep> migrations() {
  return kSteps;
}

Schema::Schema(Driver& driver, runtime::Random& random, Options options, std::span<const MigrationStep> steps)
    : driver_(driver),
      options_(std::move(options)),
      steps_(steps),
      owner_(domain::Uuid::v4(random.next(), random.next())) {}

std::string Schema::in_here(std::string_view cql) const {
  return in_keyspace(cql, options_.keyspace);
}

ports::Task<Result<Answer>> Schema::query(std::string cql) {
  auto answer = co_await driver_.query(cql);
  if (answer.code() != CQL_OK) co_return Error{Errc::unavailable, cql + ": " + std::string(answer.message())};
  co_return std::move(answer);
}

ports::Task<Result<bool>> Schema::exists(std::string cql) {
  const auto answer = co_await query(std::move(cql));
  if (!answer) co_return answer.error();
  co_return answer->rows() > 0;
}

ports::Task<Result<void>> Schema::refuse_single_copy(std::string replication) {
  if (options_.allow_single_copy || fewest_copies(replication).value_or(2) >= 2) co_return Result<void>();
  const auto peers = co_await query("SELECT peer FROM system.peers");
  if (!peers) co_return peers.error();
  if (peers->rows() == 0) co_return Result<void>();
  co_return Error{Errc::invalid, "the cluster has " + std::to_string(peers->rows() + 1) +
                                     " nodes, but the keyspace keeps one copy of each row (" + replication +
                                     "), which is lost with its node: give it three, or set "
                                     "cassandra.allow_single_copy"};
}

// Looked for before it is made: a user without the right to make a keyspace may use one that is there.
ports::Task<Result<void>> Schema::make_keyspace() {
  const auto found = co_await query(
      in_here("SELECT toJson(replication) FROM system_schema.keyspaces WHERE keyspace_name = '%'"));
  if (!found) co_return found.error();
  const bool is_there = found->rows() > 0;
  // By a statement of its own: inside of a `co_await` GCC 12 evaluates both branches.
  auto replication = is_there ? std::string(found->text(0, 0)) : options_.replication;
  const auto copies = co_await refuse_single_copy(std::move(replication));
  if (!copies || is_there) co_return copies;
  const auto made =
      co_await query(in_here("CREATE KEYSPACE IF NOT EXISTS % WITH replication = ") + options_.replication);
  if (!made) co_return made.error();
  co_return Result<void>();
}

ports::Task<Result<void>> Schema::make_version_table() {
  const auto keyspace = co_await make_keyspace();
  if (!keyspace) co_return keyspace;
  const auto has_table = co_await exists(
      in_here("SELECT table_name FROM system_schema.tables WHERE keyspace_name = '%' AND table_name = "
              "'schema_versions'"));
  if (!has_table) co_return has_table.error();
  if (*has_table) co_return Result<void>();
  const auto made = co_await query(in_here(
      "CREATE TABLE IF NOT EXISTS %.schema_versions (name text PRIMARY KEY, version int, owner uuid)"));
  if (!made) co_return made.error();
  co_return Result<void>();
}

ports::Task<Result<std::int32_t>> Schema::version() {
  const auto answer = co_await query(in_here("SELECT version FROM %.schema_versions WHERE name = 'tables'"));
  if (!answer) co_return answer.error();
  co_return answer->rows() == 0 ? 0 : answer->int32(0, 0);
}

ports::Task<Result<void>> Schema::bring_up_to_date() {
  const auto table = co_await make_version_table();
  if (!table) co_return table.error();
  const auto found = co_await version();
  if (!found) co_return found.error();
  const auto newest = static_cast<std::int32_t>(steps_.size());
  if (*found > newest)
    co_return Error{Errc::invalid, "the keyspace's tables are of version " + std::to_string(*found) +
                                       ", written by a newer caravan; this one knows up to " +
                                       std::to_string(newest)};
  if (*found == newest) co_return Result<void>();
  co_return co_await migrate();
}

// Whether this object has the row. It may have been taken by an earlier attempt of ours, or by a first
// transmission of this one, whose answer was lost.
ports::Task<Result<bool>> Schema::take_lock() {
  const auto answer = co_await query(in_here("INSERT INTO %.schema_versions (name, owner) VALUES ('lock', ") +
                                     owner_.to_string() + ") IF NOT EXISTS USING TTL 60");
  if (!answer) co_return answer.error();
  const bool applied = answer->boolean(0, 0);
  if (applied) co_return true;
  // What stands there: whether it was applied, the key, and then the other columns in the order of their
  // names.
  co_return answer->uuid(0, 2) == owner_;
}

ports::Task<Result<void>> Schema::migrate() {
  const auto has_lock = co_await take_lock();
  if (!has_lock) co_return has_lock.error();
  if (!*has_lock) co_return Error{Errc::unavailable, "another process migrates the keyspace's tables"};
  const auto done = co_await run_steps();
  // When this fails the row expires.
  co_await query(in_here("DELETE FROM %.schema_versions WHERE name = 'lock' IF owner = ") +
                 owner_.to_string());
  co_return done;
}

ports::Task<Result<void>> Schema::run_steps() {
  // Read again: who had the lock before may have done it.
  const auto found = co_await version();
  if (!found) co_return found.error();
  for (auto next = static_cast<std::size_t>(*found); next < steps_.size(); ++next) {
    for (const auto statement : steps_[next]) {
      const auto made = co_await query(in_here(statement));
      if (!made) co_return made.error();
    }
    const auto reached = std::to_string(next + 1);
    const auto noted = co_await query(
        in_here("INSERT INTO %.schema_versions (name, version) VALUES ('tables', ") + reached + ")");
    if (!noted) co_return noted.error();
    observe::log(observe::Level::info, "cassandra.migrated",
                 {{"keyspace", options_.keyspace}, {"version", reached}});
  }
  co_return Result<void>();
}

}  // namespace caravan::cassandra
