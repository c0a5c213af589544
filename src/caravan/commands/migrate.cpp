#include <iostream>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/store_version.hpp"
#include "caravan/commands/commands.hpp"
#include "caravan/commands/settings.hpp"

namespace caravan::commands {
namespace {

int report(const std::filesystem::path& directory) {
  const auto version = sqlite::store_version(directory);
  if (!version.stored) {
    std::cout << "There is no store in " << directory.string() << " yet; the first start makes it.\n";
    return success;
  }
  std::cout << "The store has version " << *version.stored << ", the newest is " << version.newest << ".\n";
  return success;
}

int bring_up(const std::filesystem::path& directory) {
  const auto migration = sqlite::migrate_directory(directory);
  if (migration.from == migration.to)
    std::cout << "The store has the newest version, " << migration.to << ", already.\n";
  else
    std::cout << "The store went from version " << migration.from << " to " << migration.to << ".\n";
  return success;
}

}  // namespace

int run(const config::Migrate& migrate) {
  const auto loaded = load_or_explain(migrate.sources);
  if (!loaded) return misuse;
  const std::filesystem::path directory = loaded->settings.data.dir;
  return migrate.action == config::Migrate::Action::up ? bring_up(directory) : report(directory);
}

}  // namespace caravan::commands
