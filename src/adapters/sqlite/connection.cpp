#include "adapters/sqlite/connection.hpp"

#include <cerrno>
#include <cstring>
#include <sqlite3.h>
#include <system_error>

#include "adapters/sqlite/gathering_vfs.hpp"

namespace caravan::sqlite {

namespace {

// `system_error` is the errno of the last system call that failed meanwhile: SQLite says "disk I/O error" for
// a full disk and for a broken one, and an operator wants to know which. (Its own sqlite3_system_errno()
// forgets that of a COMMIT.)
[[noreturn]] void fail(sqlite3* db, std::string what, int system_error = 0) {
  const int code = sqlite3_extended_errcode(db);
  what.append(": ").append(sqlite3_errmsg(db));
  const bool is_of_the_system = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
  if (is_of_the_system && system_error != 0)
    what.append(" (").append(std::generic_category().message(system_error)).append(")");
  throw SqliteError(code, what);
}

void check(sqlite3_stmt* statement, int code) {
  if (code != SQLITE_OK) fail(sqlite3_db_handle(statement), "binding a parameter");
}

}  // namespace

bool is_of_the_store(const SqliteError& error) {
  switch (error.code() & 0xff) {
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_TOOBIG:
      return false;
    default:
      return true;
  }
}

ports::Error to_port_error(const SqliteError& error) {
  const auto code = is_of_the_store(error) ? ports::Errc::unavailable : ports::Errc::invalid;
  return {code, std::string("sqlite: ") + error.what()};
}

Rows::~Rows() {
  // Repeats the error of the last step, which `next` has thrown.
  sqlite3_reset(statement_);
}

bool Rows::next() {
  errno = 0;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail(sqlite3_db_handle(statement_), "reading", errno);
}

bool Rows::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Rows::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Rows::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

domain::Uuid Rows::uuid(int column) const {
  domain::Uuid uuid;
  const void* bytes = sqlite3_column_blob(statement_, column);
  if (sqlite3_column_bytes(statement_, column) != int{sizeof uuid.bytes})
    throw SqliteError(SQLITE_CORRUPT, "a UUID does not have 16 bytes");
  std::memcpy(uuid.bytes.data(), bytes, sizeof uuid.bytes);
  return uuid;
}

void Connection::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Connection::Connection(const std::filesystem::path& file, Access access) {
  const bool writes = access == Access::read_write;
  const int flags = (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(file.c_str(), &db_, flags, writes ? gathering_vfs() : nullptr);
  if (code != SQLITE_OK) {
    const SqliteError error(code, "cannot open " + file.string() + ": " + sqlite3_errmsg(db_));
    sqlite3_close(db_);
    throw error;
  }
  sqlite3_extended_result_codes(db_, 1);
  sqlite3_busy_timeout(db_, kBusyTimeoutMs);
}

Connection::~Connection() {
  statements_.clear();
  sqlite3_close(db_);
}

void Connection::set_cache(std::size_t bytes) {
  execute("PRAGMA cache_size = -" + std::to_string(bytes / 1024));
}

void Connection::execute(const std::string& sql) {
  errno = 0;
  if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(db_, sql, errno);
}

sqlite3_stmt* Connection::prepared(const char* sql) {
  auto& statement = statements_[sql];
  if (!statement) {
    sqlite3_stmt* fresh = nullptr;
    if (sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &fresh, nullptr) != SQLITE_OK)
      fail(db_, sql);
    statement.reset(fresh);
  }
  return statement.get();
}

std::int64_t Connection::run(sqlite3_stmt* statement) {
  errno = 0;
  const int code = sqlite3_step(statement);
  const int system_error = errno;
  const auto changes = sqlite3_changes64(db_);
  if (sqlite3_reset(statement) != SQLITE_OK || code != SQLITE_DONE)
    fail(db_, sqlite3_sql(statement), system_error);
  return changes;
}

void Connection::bind(sqlite3_stmt* statement, int index, std::int64_t value, Lifetime) {
  check(statement, sqlite3_bind_int64(statement, index, value));
}

void Connection::bind(sqlite3_stmt* statement, int index, std::string_view text, Lifetime lifetime) {
  check(statement,
        sqlite3_bind_text64(statement, index, text.data(), text.size(),
                            lifetime == Lifetime::call ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Connection::bind(sqlite3_stmt* statement, int index, const domain::Uuid& uuid, Lifetime lifetime) {
  check(statement, sqlite3_bind_blob64(statement, index, uuid.bytes.data(), uuid.bytes.size(),
                                       lifetime == Lifetime::call ? SQLITE_STATIC : SQLITE_TRANSIENT));
}

void Connection::bind(sqlite3_stmt* statement, int index, const std::optional<domain::UserId>& user,
                      Lifetime lifetime) {
  if (user) return bind(statement, index, user->value, lifetime);
  check(statement, sqlite3_bind_null(statement, index));
}

std::int64_t Connection::last_insert_key() const {
  return sqlite3_last_insert_rowid(db_);
}

bool Connection::in_transaction() const {
  return sqlite3_get_autocommit(db_) == 0;
}

Snapshot::Snapshot(Connection& connection) : connection_(connection) {
  connection_.run("BEGIN");
}

Snapshot::~Snapshot() {
  // Nothing was written, so there is nothing that ending it could lose.
  sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace caravan::sqlite
