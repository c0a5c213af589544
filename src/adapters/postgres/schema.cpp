#include "adapters/postgres/schema.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "observe/log.hpp"

namespace caravan::postgres {

namespace {

// The lock's number in the database, out of "caravan".
constexpr const char* kLock = "27973166583669102";

std::string begin(std::chrono::milliseconds lock_timeout) {
  return "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = " +
         std::to_string(lock_timeout.count()) + "; SELECT pg_advisory_xact_lock(" + kLock + R"();
CREATE TABLE IF NOT EXISTS caravan_migrations(
  version    BIGINT PRIMARY KEY,
  name       TEXT NOT NULL,
  applied_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
SELECT coalesce(max(version), 0) FROM caravan_migrations)";
}

std::string apply(const Migration& step, std::size_t version) {
  return std::string(step.up) + "; INSERT INTO caravan_migrations(version, name) VALUES (" +
         std::to_string(version) + ", '" + std::string(step.name) + "'); COMMIT";
}

std::string revert(const Migration& step, std::size_t version) {
  return std::string(step.down) +
         "; DELETE FROM caravan_migrations WHERE version = " + std::to_string(version) + "; COMMIT";
}

}  // namespace

ports::Task<ports::Result<std::size_t>> Schema::version() {
  const auto table = co_await execute("SELECT to_regclass('caravan_migrations')");
  if (!table) co_return table.error();
  if (table->is_null(0, 0)) co_return std::size_t{0};
  const auto rows = co_await execute("SELECT coalesce(max(version), 0) FROM caravan_migrations");
  if (!rows) co_return rows.error();
  co_return checked(static_cast<std::size_t>(rows->integer(0, 0)));
}

ports::Task<ports::Result<Schema::Change>> Schema::up() {
  return move(Direction::up, steps_.size());
}

ports::Task<ports::Result<Schema::Change>> Schema::down_to(std::size_t target) {
  return move(Direction::down, target);
}

ports::Task<ports::Result<Schema::Change>> Schema::move(Direction direction, std::size_t target) {
  std::optional<std::size_t> from;
  for (;;) {
    const auto taken = co_await step(direction, target);
    if (!taken) co_return taken.error();
    if (!from) from = taken->from;
    if (taken->from == taken->to) co_return Change{*from, taken->to};
  }
}

ports::Task<ports::Result<Schema::Change>> Schema::step(Direction direction, std::size_t target) {
  const auto rows = co_await execute(begin(options_.lock_timeout));
  auto stored = rows ? checked(static_cast<std::size_t>(rows->integer(0, 0))) : rows.error();
  const bool wanted = stored && (direction == Direction::up ? *stored < target : *stored > target);
  if (!wanted) {
    const auto ended = co_await execute("ROLLBACK");
    if (!stored) co_return stored.error();
    if (!ended) co_return ended.error();
    co_return Change{*stored, *stored};
  }
  const std::size_t from = *stored, to = direction == Direction::up ? from + 1 : from - 1;
  const auto& migration = steps_[std::min(from, to)];
  auto script = direction == Direction::up ? apply(migration, to) : revert(migration, from);
  const auto done = co_await execute(std::move(script));
  if (!done)
    co_return ports::Error{done.error().code, std::string(migration.name) + ": " + done.error().detail};
  observe::log(observe::Level::info, "postgres.migrated",
               {{"name", migration.name}, {"from", from}, {"to", to}});
  co_return Change{from, to};
}

ports::Task<ports::Result<Rows>> Schema::execute(std::string script) {
  return session_.execute(std::move(script), clock_, clock_.now() + options_.step_timeout);
}

ports::Result<std::size_t> Schema::checked(std::size_t stored) const {
  if (stored <= steps_.size()) return stored;
  return ports::Error{ports::Errc::invalid, "the database's schema is version " + std::to_string(stored) +
                                                ", made by a newer caravan; this one knows up to " +
                                                std::to_string(steps_.size()) +
                                                ". Use the newer program, or its `caravan migrate down`"};
}

}  // namespace caravan::postgres
