#include "adapters/sqlite/retention.hpp"

#include <utility>

#include "observe/log.hpp"

namespace caravan::sqlite {

namespace {

// How each topic finds the newest of its oldest records that is past its age (?1) and done by every consumer;
// at most ?2 are looked at.
struct TrimSql {
  const char* newest_old;
  const char* remove;
  const char* remember;
};

#define CARAVAN_DONE_BY_ALL(topic) \
  "(SELECT coalesce(min(seq), 9223372036854775807) FROM offsets WHERE topic = '" topic "')"

constexpr TrimSql kDeliveries{
    "SELECT coalesce(max(seq), 0) FROM (SELECT d.seq AS seq, m.ticks AS ticks FROM chat_deliveries d "
    "CROSS JOIN chat_messages m ON m.seq = d.message "
    "WHERE d.seq <= " CARAVAN_DONE_BY_ALL("chat_deliveries") " ORDER BY d.seq LIMIT ?2) WHERE ticks < ?1",
    "DELETE FROM chat_deliveries WHERE seq <= ?1",
    "UPDATE topics SET trimmed = ?1 WHERE name = 'chat_deliveries'"};
constexpr TrimSql kGrouped{
    "SELECT coalesce(max(seq), 0) FROM (SELECT seq, ticks FROM chat_messages_grouped "
    "WHERE seq <= " CARAVAN_DONE_BY_ALL("chat_messages_grouped") " ORDER BY seq LIMIT ?2) WHERE ticks < ?1",
    "DELETE FROM chat_messages_grouped WHERE seq <= ?1",
    "UPDATE topics SET trimmed = ?1 WHERE name = 'chat_messages_grouped'"};

#undef CARAVAN_DONE_BY_ALL

struct TrimChunk {
  const TrimSql& sql;
  std::int64_t older_than;
  std::int64_t chunk;

  ports::Result<std::int64_t> operator()(WriteTransaction& transaction) const {
    auto& connection = transaction.connection();
    const auto newest_old = connection.integer(sql.newest_old, older_than, chunk);
    if (newest_old == 0) return 0;
    note_fan_out_place(connection);
    connection.run(sql.remember, newest_old);
    return connection.run(sql.remove, newest_old);
  }
};

}  // namespace

ports::Task<ports::Result<void>> Retention::forget_absent() {
  const auto oldest = std::chrono::floor<domain::TimeUuidTicks>(clock_.wall() - options_.absent_age);
  ForgetAbsentConsumers forget{options_.feeds, StoredTime::ticks(oldest)};
  const auto forgotten = co_await database_.writer().run(std::move(forget));
  if (!forgotten) co_return forgotten.error();
  for (const auto& [topic, name] : *forgotten)
    observe::log(observe::Level::warn, "sqlite.consumer_forgotten", {{"topic", topic}, {"consumer", name}});
  co_return ports::Result<void>{};
}

ports::Task<ports::Result<std::int64_t>> Retention::sweep() {
  const auto forgotten = co_await forget_absent();
  if (!forgotten) co_return forgotten.error();
  const auto oldest = std::chrono::floor<domain::TimeUuidTicks>(clock_.wall() - options_.age);
  std::int64_t removed = 0;
  for (const auto* sql : {&kDeliveries, &kGrouped}) {
    for (;;) {
      const TrimChunk chunk{*sql, StoredTime::ticks(oldest), static_cast<std::int64_t>(options_.chunk)};
      const auto count = co_await database_.writer().run(chunk);
      if (!count) co_return count.error();
      if (*count == 0) break;
      removed += *count;
    }
  }
  co_return removed;
}

ports::Task<void> Retention::run() {
  for (;;) {
    const auto removed = co_await sweep();
    if (removed)
      trimmed_.Increment(static_cast<double>(*removed));
    else
      observe::log(observe::Level::warn, "sqlite.retention_failed", {{"detail", removed.error().detail}});
    co_await clock_.sleep_until(clock_.now() + options_.interval);
  }
}

}  // namespace caravan::sqlite
