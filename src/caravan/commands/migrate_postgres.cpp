#include "caravan/commands/migrate_postgres.hpp"

#include <iostream>

#include "caravan/commands/commands.hpp"

#ifdef CARAVAN_WITH_DISTRIBUTED

#include "adapters/postgres/migrate_database.hpp"

namespace caravan::commands {
namespace {

int report(const std::string& url) {
  const auto version = postgres::database_version(url);
  std::cout << "PostgreSQL has version " << version.stored << ", the newest is " << version.newest << ".\n";
  return success;
}

int tell(const postgres::DatabaseChange& change) {
  if (change.from == change.to)
    std::cout << "PostgreSQL has version " << change.to << " already.\n";
  else
    std::cout << "PostgreSQL went from version " << change.from << " to " << change.to << ".\n";
  return success;
}

}  // namespace

int migrate_postgres(const config::Migrate& migrate, const config::Postgres& settings) {
  switch (migrate.action) {
    case config::Migrate::Action::up:
      return tell(postgres::migrate_up(settings.url));
    case config::Migrate::Action::down:
      return tell(postgres::migrate_down(settings.url, migrate.target));
    case config::Migrate::Action::status:
      break;
  }
  return report(settings.url);
}

}  // namespace caravan::commands

#else

namespace caravan::commands {

int migrate_postgres(const config::Migrate&, const config::Postgres&) {
  std::cerr << "caravan: this program was built without PostgreSQL (CARAVAN_BACKENDS)\n";
  return misuse;
}

}  // namespace caravan::commands

#endif
