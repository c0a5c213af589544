#pragma once

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
    Writer::Options writer;
    ReadPool::Options readers;
  };

  // Creates what is not there, and migrates what is older. Throws `UnusableStore` with a text for the
  // operator when another process owns the directory or the file is foreign, damaged or of a newer version.
  Database(Options options, const runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics);

  Writer& writer() { return writer_; }
  ReadPool& reads() { return reads_; }
  Topics& topics() { return topics_; }
  StoredTime stored_time() const { return identity_.time; }
  const std::string& epoch() const { return identity_.epoch; }

 private:
  struct Identity {
    std::string epoch;
    StoredTime time;
  };
  // Migrates, sets up and identifies the file.
  static Identity prepare(Connection& connection, const std::filesystem::path& file, runtime::Random& random);
  static Identity identity(Connection& connection, runtime::Random& random);

  DirectoryLock lock_;
  Connection connection_;  // the writer's
  Identity identity_;
  Topics topics_;
  WriteTransaction transaction_;
  ReadPool reads_;
  Writer writer_;
};

}  // namespace caravan::sqlite
