#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/directory_lock.hpp"
#include "adapters/sqlite/read_pool.hpp"
#include "adapters/sqlite/stored_time.hpp"
#include "adapters/sqlite/topics.hpp"
#include "adapters/sqlite/write_transaction.hpp"
#include "adapters/sqlite/writer.hpp"
#include "observe/metrics.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

namespace caravan::sqlite {

inline constexpr const char* kFileName = "caravan.db";

// The embedded store: one file in a data directory that this process owns. What all adapters of this folder
// share; outlives them. Thread-safe.
class Database {
 public:
  struct Options {
    std::filesystem::path directory;
    std::size_t writer_cache_bytes = 32 << 20;  // of pages
    Writer::Options writer = {};
    ReadPool::Options readers = {};
  };

  // Creates what is not there, and migrates what is older. Throws `UnusableStore` with a text for the
  // operator when another process owns the directory or the file is foreign, damaged or of a newer version.
  Database(Options options, const runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics);

  Writer& writer() { return writer_; }
  ReadPool& reads() { return reads_; }
  Topics& topics() { return topics_; }
  StoredTime stored_time() const { return identity_.time; }
  const std::string& epoch() const { return identity_.epoch; }
  // How much later than `wall` the newest time of the store is; what is stored now is dated even later.
  std::chrono::nanoseconds ahead_of(std::chrono::system_clock::time_point wall) const {
    return std::max<std::chrono::nanoseconds>(transaction_.last_time() - wall, std::chrono::nanoseconds(0));
  }

 private:
  struct Identity {
    std::string epoch;
    StoredTime time;
  };
  // Migrates, sets up and identifies the file.
  static Identity prepare(Connection& connection, const Options& options, runtime::Random& random);
  static Identity identity(Connection& connection, runtime::Random& random);

  DirectoryLock lock_;
  Connection connection_;  // the writer's
  Identity identity_;
  Topics topics_;
  WriteTransaction transaction_;
  ReadPool reads_;
  Writer writer_;
};

struct Migration {
  int from, to;  // versions of the format; equal when there was nothing to do
};
// What `Database` does at start, alone: for operators who want to migrate before they start a server. Throws
// as `Database` does.
Migration migrate_directory(const std::filesystem::path& directory);

}  // namespace caravan::sqlite
