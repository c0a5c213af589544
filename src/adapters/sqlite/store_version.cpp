#include "adapters/sqlite/store_version.hpp"

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/schema.hpp"

namespace caravan::sqlite {

StoreVersion store_version(const std::filesystem::path& directory) {
  StoreVersion version{.newest = static_cast<std::int64_t>(migrations().size())};
  const auto file = directory / kFileName;
  if (!std::filesystem::exists(file)) return version;
  try {
    Connection connection(file, Connection::Access::read_only);
    version.stored = connection.integer("PRAGMA user_version");
  } catch (const SqliteError& error) {
    throw UnusableStore("cannot use " + file.string() + ": " + error.what());
  }
  return version;
}

}  // namespace caravan::sqlite
