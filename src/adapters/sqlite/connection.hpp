#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

#include "domain/ids.hpp"
#include "ports/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace caravan::sqlite {

// Another program with the file open (a backup, the sqlite3 shell) may hold a lock for a moment.
inline constexpr int kBusyTimeoutMs = 2000;

// What SQLite refused. Stays inside this adapter: the pools turn it into a port error where a call ends.
class SqliteError : public std::runtime_error {
 public:
  SqliteError(int extended_code, const std::string& what) : std::runtime_error(what), code_(extended_code) {}
  int code() const { return code_; }  // extended, such as SQLITE_IOERR_FSYNC

 private:
  int code_;
};

// Whether an error says that the store is in trouble (disk full, I/O error), not that a statement is wrong.
bool is_of_the_store(const SqliteError& error);
ports::Error to_port_error(const SqliteError& error);

// A query that is being read. Ends, and gives its statement back, when it goes out of scope.
class Rows {
 public:
  explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows();

  bool next();
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  std::string_view text(int column) const;  // until the next call of `next`
  domain::Uuid uuid(int column) const;

 private:
  sqlite3_stmt* statement_;
};

// `count` as a LIMIT; SQLite's integers are signed, and one more than the limit must still fit.
constexpr std::int64_t sql_limit(std::size_t count) {
  return static_cast<std::int64_t>(std::min(count, std::size_t{1} << 32));
}

// One connection with its prepared statements. Not thread-safe: one thread at a time.
class Connection {
 public:
  enum class Access { read_only, read_write };

  // Opens without reading: what is wrong with the file itself shows at the first statement.
  Connection(const std::filesystem::path& file, Access access);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // How many bytes of pages stay in memory.
  void set_cache(std::size_t bytes);
  // Statements without parameters or results, prepared anew each time: for schema and settings.
  void execute(const std::string& sql);

  // `sql` must be a literal: its address is the key of its prepared statement. Parameters are counted from
  // ?1.
  template <class... Parameters>
  Rows query(const char* sql, const Parameters&... parameters) {
    sqlite3_stmt* statement = prepared(sql);
    int index = 0;
    (bind(statement, ++index, parameters, Lifetime::copied), ...);
    return Rows(statement);
  }
  // For statements that return nothing; answers the number of rows that were changed.
  template <class... Parameters>
  std::int64_t run(const char* sql, const Parameters&... parameters) {
    sqlite3_stmt* statement = prepared(sql);
    int index = 0;
    (bind(statement, ++index, parameters, Lifetime::call), ...);
    return run(statement);
  }
  // The first column of the only row; for queries that always have one.
  template <class... Parameters>
  std::int64_t integer(const char* sql, const Parameters&... parameters) {
    auto rows = query(sql, parameters...);
    rows.next();
    return rows.integer(0);
  }

  std::int64_t last_insert_key() const;
  bool in_transaction() const;
  // For the few calls that have no SQL.
  sqlite3* handle() const { return db_; }

 private:
  enum class Lifetime { call, copied };  // how long a bound text or blob lives

  sqlite3_stmt* prepared(const char* sql);
  std::int64_t run(sqlite3_stmt* statement);
  static void bind(sqlite3_stmt* statement, int index, std::int64_t value, Lifetime);
  static void bind(sqlite3_stmt* statement, int index, std::string_view text, Lifetime lifetime);
  static void bind(sqlite3_stmt* statement, int index, const domain::Uuid& uuid, Lifetime lifetime);
  static void bind(sqlite3_stmt* statement, int index, domain::UserId user, Lifetime lifetime) {
    bind(statement, index, user.value, lifetime);
  }
  static void bind(sqlite3_stmt* statement, int index, const std::optional<domain::UserId>& user, Lifetime);
  template <class Tag>
  static void bind(sqlite3_stmt* statement, int index, const domain::UuidOf<Tag>& id, Lifetime lifetime) {
    bind(statement, index, id.uuid, lifetime);
  }

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  sqlite3* db_ = nullptr;
  std::unordered_map<const char*, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
};

// Everything read in its scope is of one moment.
class Snapshot {
 public:
  explicit Snapshot(Connection& connection);
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot();

 private:
  Connection& connection_;
};

}  // namespace caravan::sqlite
