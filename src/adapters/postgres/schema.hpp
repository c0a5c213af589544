#pragma once

#include <chrono>
#include <cstddef>
#include <span>

#include "adapters/postgres/migrations.hpp"
#include "adapters/postgres/session.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"
#include "runtime/clock.hpp"

namespace caravan::postgres {

// The database's schema, step by step. Each step looks, acts and writes down that it did in one transaction
// under one lock of the whole database, so that processes that do it at once do it one after the other, and
// each finds done what the others did.
//
// All answers are `invalid` when the database was migrated by a newer program.
class Schema {
 public:
  struct Options {
    std::chrono::milliseconds lock_timeout{10'000};  // for others who migrate, and for tables that are in use
    std::chrono::milliseconds step_timeout{600'000};
  };
  struct Change {
    std::size_t from, to;  // versions; equal when there was nothing to do
  };

  // Everything must outlive the schema. `steps` are all that this program knows.
  Schema(Session& session, std::span<const Migration> steps, Options options, runtime::Clock& clock)
      : session_(session), steps_(steps), options_(options), clock_(clock) {}

  // 0 for an empty database. Changes nothing.
  ports::Task<ports::Result<std::size_t>> version();
  ports::Task<ports::Result<Change>> up();
  // Undoes the steps above `target`, and with them what they store.
  ports::Task<ports::Result<Change>> down_to(std::size_t target);

 private:
  enum class Direction { up, down };

  ports::Task<ports::Result<Change>> move(Direction direction, std::size_t target);
  // The version before and after one step; equal when `target` was reached.
  ports::Task<ports::Result<Change>> step(Direction direction, std::size_t target);
  ports::Task<ports::Result<Rows>> execute(std::string script);
  ports::Result<std::size_t> checked(std::size_t stored) const;

  Session& session_;
  std::span<const Migration> steps_;
  Options options_;
  runtime::Clock& clock_;
};

}  // namespace caravan::postgres
