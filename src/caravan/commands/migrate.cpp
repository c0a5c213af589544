#include <iostream>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/store_version.hpp"
#include "caravan/commands/commands.hpp"
#include "caravan/commands/migrate_postgres.hpp"
#include "caravan/commands/settings.hpp"

namespace caravan::commands {
namespace {

using Action = config::Migrate::Action;

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
  const config::Settings& settings = loaded->settings;
  const std::filesystem::path directory = settings.data.dir;
  const bool is_embedded = settings.backend.history == config::HistoryBackend::sqlite;
  const bool uses_postgres = settings.backend.accounts == config::AccountsBackend::postgres;
  if (migrate.action == Action::down && !uses_postgres) {
    std::cerr << "caravan: the embedded store has no way back: use a backup from before the upgrade\n";
    return misuse;
  }
  int code = success;
  if (is_embedded && migrate.action == Action::status) code = report(directory);
  if (is_embedded && migrate.action == Action::up) code = bring_up(directory);
  if (code == success && uses_postgres) code = migrate_postgres(migrate, settings.postgres);
  return code;
}

}  // namespace caravan::commands
