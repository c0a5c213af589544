#include "adapters/sqlite/database.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "adapters/sqlite/schema.hpp"

namespace caravan::sqlite {

namespace {

// SQLite gives its other files the mode of this one.
std::filesystem::path private_file(const std::filesystem::path& directory) {
  const auto file = directory / kFileName;
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "cannot open " + file.string());
  ::close(descriptor);
  return file;
}

void set_up(Connection& connection) {
  // Readers go on while one writes, and a commit is one sequential write.
  connection.execute("PRAGMA journal_mode = WAL");
  // A commit is answered only when the disk has confirmed it; in WAL mode NORMAL would lose the newest ones
  // with the power.
  connection.execute("PRAGMA synchronous = FULL");
  // After a burst the log gives its space back.
  connection.execute("PRAGMA journal_size_limit = 67108864");
  connection.execute("PRAGMA temp_store = MEMORY");
}

}  // namespace

Database::Database(Options options, const runtime::Clock& clock, runtime::Random& random,
                   observe::Metrics& metrics)
    : lock_(options.directory),
      connection_(private_file(options.directory), Connection::Access::read_write),
      identity_(prepare(connection_, options, random)),
      transaction_(connection_, identity_.time.node, clock),
      reads_(options.directory / kFileName, options.readers),
      writer_(connection_, transaction_, topics_, options.writer, metrics) {
  metrics.sampled_gauge("caravan_sqlite_wal_bytes", "Size of the write-ahead log's file", {},
                        [log = options.directory / (std::string(kFileName) + "-wal")] {
                          std::error_code gone;
                          const auto bytes = std::filesystem::file_size(log, gone);
                          return gone ? 0.0 : static_cast<double>(bytes);
                        });
}

Database::Identity Database::prepare(Connection& connection, const Options& options,
                                     runtime::Random& random) try {
  migrate(connection, migrations());
  set_up(connection);
  connection.set_cache(options.writer_cache_bytes);
  return identity(connection, random);
} catch (const std::runtime_error& error) {
  throw UnusableStore("cannot use " + (options.directory / kFileName).string() + ": " + error.what());
}

Database::Identity Database::identity(Connection& connection, runtime::Random& random) {
  const auto epoch = domain::Uuid::v4(random.next(), random.next()).to_string();
  connection.run("INSERT INTO identity SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM identity)", epoch,
                 static_cast<std::int64_t>(random.next()));
  auto rows = connection.query("SELECT epoch, node FROM identity");
  rows.next();
  return {std::string(rows.text(0)), StoredTime{static_cast<std::uint64_t>(rows.integer(1))}};
}

Migration migrate_directory(const std::filesystem::path& directory) {
  const DirectoryLock lock(directory);
  const auto file = private_file(directory);
  try {
    Connection connection(file, Connection::Access::read_write);
    const auto version = [&] { return static_cast<int>(connection.integer("PRAGMA user_version")); };
    const int from = version();
    migrate(connection, migrations());
    return {from, version()};
  } catch (const std::runtime_error& error) {
    throw UnusableStore("cannot use " + file.string() + ": " + error.what());
  }
}

}  // namespace caravan::sqlite
