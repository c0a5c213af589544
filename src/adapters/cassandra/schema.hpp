#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "adapters/cassandra/driver.hpp"
#include "domain/uuid.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"
#include "runtime/random.hpp"

namespace caravan::cassandra {

// A step's statements; '%' stands for the keyspace. Each may be repeated, because Cassandra has no
// transaction around them: a step that was cut off is done again from its start. A step that was released
// never changes.
using MigrationStep = std::span<const std::string_view>;
std::span<const MigrationStep> migrations();

// The keyspace's tables and their version, which stands in the table `schema_versions`.
//
// Steps run while a row of that table, taken by a conditional write, says who runs them. It expires, so that
// a process that dies with it stops nobody for longer than a minute. One object is one owner: an attempt that
// never heard that it had taken the row goes on with it when it is repeated on the same object.
class Schema {
 public:
  struct Options {
    std::string keyspace;
    std::string replication;         // CQL map, for a keyspace that does not exist yet
    bool allow_single_copy = false;  // of each row, in a cluster of several nodes
  };

  // `driver` is connected and, like `random`, outlives this object.
  Schema(Driver& driver, runtime::Random& random, Options options,
         std::span<const MigrationStep> steps = migrations());

  // `unavailable`, also while another process migrates: try again. `invalid`, which no waiting mends: the
  // schema is newer than `steps`, or the keyspace keeps a single copy of each row where several nodes could
  // keep more. The detail says so, and nothing was changed.
  ports::Task<ports::Result<void>> bring_up_to_date();
  const domain::Uuid& owner() const { return owner_; }

 private:
  ports::Task<ports::Result<Answer>> query(std::string cql);
  ports::Task<ports::Result<bool>> exists(std::string cql);
  ports::Task<ports::Result<void>> refuse_single_copy(std::string replication);
  ports::Task<ports::Result<void>> make_keyspace();
  ports::Task<ports::Result<void>> make_version_table();
  ports::Task<ports::Result<std::int32_t>> version();
  ports::Task<ports::Result<bool>> take_lock();
  ports::Task<ports::Result<void>> migrate();
  ports::Task<ports::Result<void>> run_steps();
  std::string in_here(std::string_view cql) const;

  Driver& driver_;
  Options options_;
  std::span<const MigrationStep> steps_;
  const domain::Uuid owner_;
};

}  // namespace caravan::cassandra
