#include "adapters/sqlite/redate.hpp"

#include <algorithm>
#include <vector>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/schema.hpp"
#include "domain/uuid.hpp"

namespace caravan::sqlite {
namespace {

// A message or a chat: their times come from one source and are taken back as one row of them.
struct Dated {
  std::int64_t ticks;
  std::int64_t key;
  bool is_chat;
};

struct Future {
  std::int64_t last_right = 0;  // the newest time that is not later than now
  std::vector<Dated> all;       // in the order of their times
};

// Times grow with seq, so what is dated later is the end of the table.
void find_messages(Connection& connection, std::int64_t now, Future& future) {
  std::int64_t last_seq = 0;
  {
    auto rows = connection.query(
        "SELECT seq, ticks FROM chat_messages WHERE ticks <= ?1 ORDER BY seq DESC LIMIT 1", now);
    if (rows.next()) last_seq = rows.integer(0), future.last_right = rows.integer(1);
  }
  auto rows = connection.query("SELECT seq, ticks FROM chat_messages WHERE seq > ?1", last_seq);
  while (rows.next())
    future.all.push_back({rows.integer(1), rows.integer(0), false});
}

void find_chats(Connection& connection, std::int64_t now, Future& future) {
  auto rows = connection.query("SELECT key, created FROM chats");
  while (rows.next()) {
    const auto created = rows.integer(1);
    if (created > now)
      future.all.push_back({created, rows.integer(0), true});
    else
      future.last_right = std::max(future.last_right, created);
  }
}

Future find(Connection& connection, std::int64_t now) {
  Future future;
  find_messages(connection, now, future);
  find_chats(connection, now, future);
  std::ranges::sort(future.all, {}, &Dated::ticks);
  return future;
}

Redated move_back(Connection& connection, std::int64_t now) {
  const auto future = find(connection, now);
  Redated done;
  if (future.all.empty()) {
    done.newest_before = done.newest_after = domain::WallTime(domain::TimeUuidTicks(future.last_right));
    return done;
  }
  const auto by = future.all.back().ticks - now;
  auto last = future.last_right;
  for (const auto& dated : future.all) {
    last = std::max(last + 1, dated.ticks - by);
    if (dated.is_chat)
      connection.run("UPDATE chats SET created = ?1 WHERE key = ?2", last, dated.key);
    else
      connection.run("UPDATE chat_messages SET ticks = ?1 WHERE seq = ?2", last, dated.key);
    ++(dated.is_chat ? done.chats : done.messages);
  }
  connection.run("UPDATE chat_messages_grouped SET ticks = ?1 WHERE ticks > ?1", now);
  done.newest_before = domain::WallTime(domain::TimeUuidTicks(future.all.back().ticks));
  done.newest_after = domain::WallTime(domain::TimeUuidTicks(last));
  return done;
}

}  // namespace

Redated redate(const std::filesystem::path& directory, domain::WallTime now, runtime::Random& random) {
  const auto file = directory / kFileName;
  if (!std::filesystem::exists(file)) throw UnusableStore("there is no store in " + directory.string());
  const DirectoryLock lock(directory);
  try {
    Connection connection(file, Connection::Access::read_write);
    require_current(connection, migrations());
    connection.execute("PRAGMA synchronous = FULL");
    connection.execute("BEGIN IMMEDIATE");
    const auto done = move_back(connection, StoredTime::ticks(now));
    if (done.messages + done.chats > 0)
      connection.run("UPDATE identity SET epoch = ?1",
                     domain::Uuid::v4(random.next(), random.next()).to_string());
    connection.execute("COMMIT");
    return done;
  } catch (const SqliteError& error) {
    throw UnusableStore("cannot use " + file.string() + ": " + error.what());
  }
}

}  // namespace caravan::sqlite
