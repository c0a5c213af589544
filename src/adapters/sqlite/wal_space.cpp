#include "adapters/sqlite/wal_space.hpp"

#include <algorithm>
#include <sqlite3.h>
#include <vector>

namespace caravan::sqlite {

namespace {

constexpr sqlite3_int64 kPiece = 1 << 16;  // SQLite takes less than 128 KiB at once

void require(int code, const char* what) {
  if (code != SQLITE_OK) throw SqliteError(code, std::string("cannot reserve the log's space: ") + what);
}

sqlite3_file& wal_of(Connection& connection) {
  sqlite3_file* file = nullptr;
  require(sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &file), "no file");
  if (file == nullptr || file->pMethods == nullptr) throw SqliteError(SQLITE_MISUSE, "the log is not open");
  return *file;
}

void append_zeros(sqlite3_file& file, sqlite3_int64 from, sqlite3_int64 to) {
  const std::vector<char> zeros(static_cast<std::size_t>(kPiece));
  for (auto at = from; at < to; at += kPiece)
    require(file.pMethods->xWrite(&file, zeros.data(), static_cast<int>(std::min(kPiece, to - at)), at),
            "write");
  require(file.pMethods->xSync(&file, SQLITE_SYNC_NORMAL), "sync");
}

}  // namespace

void reserve_wal(Connection& connection, std::size_t bytes) {
  auto& file = wal_of(connection);
  sqlite3_int64 size = 0;
  require(file.pMethods->xFileSize(&file, &size), "size");
  if (size >= static_cast<sqlite3_int64>(bytes)) return;
  try {
    append_zeros(file, size, static_cast<sqlite3_int64>(bytes));
  } catch (const SqliteError&) {
    file.pMethods->xTruncate(&file, size);
    throw;
  }
}

}  // namespace caravan::sqlite
