#include "adapters/sqlite/backup.hpp"

#include <iostream>

#include "caravan/commands/commands.hpp"
#include "caravan/commands/settings.hpp"
#include "runtime/random.hpp"

namespace caravan::commands {
namespace {

bool is_embedded(const config::Settings& settings) {
  if (settings.backend.history == config::HistoryBackend::sqlite) return true;
  std::cerr << "caravan: only the embedded store is backed up and restored here; PostgreSQL and Cassandra "
               "have tools of "
               "their own: docs/operations.md\n";
  return false;
}

}  // namespace

int run(const config::Backup& backup) {
  const auto loaded = load_or_explain(backup.sources);
  if (!loaded || !is_embedded(loaded->settings)) return misuse;
  sqlite::back_up(loaded->settings.data.dir, backup.file);
  std::cout << "The store in " << loaded->settings.data.dir << " is copied to " << backup.file << ".\n";
  return success;
}

int run(const config::Restore& restore) {
  const auto loaded = load_or_explain(restore.sources);
  if (!loaded || !is_embedded(loaded->settings)) return misuse;
  runtime::SystemRandom random;
  sqlite::restore(restore.file, loaded->settings.data.dir, random);
  std::cout << "The store in " << loaded->settings.data.dir << " is restored from " << restore.file << ".\n";
  return success;
}

}  // namespace caravan::commands
