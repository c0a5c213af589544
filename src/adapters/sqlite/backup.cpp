#include "adapters/sqlite/backup.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/schema.hpp"
#include "domain/ids.hpp"

namespace caravan::sqlite {
namespace {

// More accounts than a lost store can have made since its backup.
constexpr std::int64_t ids_left_out = 1'000'000;

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// A file that is not there yet, for its owner alone.
void make_file(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) fail("cannot make " + file.string());
  ::close(descriptor);
}

// A file or a directory onto stable storage.
void synchronize(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail("cannot open " + path.string());
  const int result = ::fsync(descriptor);
  ::close(descriptor);
  if (result != 0) fail("cannot write " + path.string());
}

std::filesystem::path directory_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : ".";
}

// Removes a file that was not finished.
class Unfinished {
 public:
  explicit Unfinished(std::filesystem::path file) : file_(std::move(file)) {}
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished() {
    std::error_code ignored;
    if (!file_.empty()) std::filesystem::remove(file_, ignored);
  }
  void finished() { file_.clear(); }

 private:
  std::filesystem::path file_;
};

void refuse_unless_sound(Connection& connection) {
  const auto version = connection.integer("PRAGMA user_version");
  const auto newest = static_cast<std::int64_t>(migrations().size());
  if (version == 0) throw UnusableStore("it is not a backup of Caravan's store");
  if (version > newest)
    throw UnusableStore("it has version " + std::to_string(version) + ", this program knows " +
                        std::to_string(newest));
  auto found = connection.query("PRAGMA quick_check(1)");
  if (!found.next() || found.text(0) != "ok") throw UnusableStore("it is damaged");
}

void begin_anew(Connection& connection, runtime::Random& random) {
  const auto epoch = domain::Uuid::v4(random.next(), random.next()).to_string();
  connection.execute("BEGIN IMMEDIATE");
  connection.run("UPDATE identity SET epoch = ?1", epoch);
  connection.run(
      "INSERT INTO sqlite_sequence SELECT 'users', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE "
      "name = 'users')");
  connection.run("UPDATE sqlite_sequence SET seq = seq + ?1 WHERE name = 'users'", ids_left_out);
  connection.execute("COMMIT");
}

// A log beside a store that is gone would be taken for the new one's.
void refuse_if_there(const std::filesystem::path& directory) {
  for (const char* const ending : {"", "-wal", "-shm", "-journal"}) {
    const auto file = directory / (std::string(kFileName) + ending);
    if (std::filesystem::exists(file))
      throw UnusableStore("there is " + file.string() + " already: move it away first");
  }
}

}  // namespace

void back_up(const std::filesystem::path& directory, const std::filesystem::path& file) {
  const auto store = directory / kFileName;
  if (!std::filesystem::exists(store)) throw UnusableStore("there is no store in " + directory.string());
  make_file(file);
  Unfinished unfinished(file);
  try {
    Connection connection(store, Connection::Access::read_only);
    connection.run("VACUUM INTO ?1", std::string_view(file.native()));
  } catch (const SqliteError& error) {
    throw UnusableStore("cannot copy " + store.string() + " to " + file.string() + ": " + error.what());
  }
  synchronize(file);
  synchronize(directory_of(file));
  unfinished.finished();
}

void restore(const std::filesystem::path& file, const std::filesystem::path& directory,
             runtime::Random& random) {
  if (!std::filesystem::exists(file)) throw UnusableStore("there is no file " + file.string());
  const DirectoryLock lock(directory);
  refuse_if_there(directory);
  const auto copy = directory / "restored.db";
  std::filesystem::remove(copy);  // of a try that was killed
  make_file(copy);
  Unfinished unfinished(copy);
  std::filesystem::copy_file(file, copy, std::filesystem::copy_options::overwrite_existing);
  std::filesystem::permissions(copy,
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  try {
    Connection connection(copy, Connection::Access::read_write);
    refuse_unless_sound(connection);
    begin_anew(connection, random);
  } catch (const std::runtime_error& error) {
    throw UnusableStore("cannot restore " + file.string() + ": " + error.what());
  }
  synchronize(copy);
  std::filesystem::rename(copy, directory / kFileName);
  unfinished.finished();
  synchronize(directory);
}

}  // namespace caravan::sqlite
