#include "adapters/postgres/database.hpp"

#include <utility>

#include "adapters/postgres/account_statements.hpp"
#include "observe/log.hpp"

namespace caravan::postgres {

Database::Database(Options options, runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics)
    : options_(std::move(options)),
      clock_(clock),
      settings_(options_.url, options_.statement_timeout),
      backoff_(options_.pool.link.backoff, random),
      pool_(settings_, kAccountStatements, options_.pool, clock, random, metrics) {
  const auto mode = settings_.unverified_mode();
  if (!mode.empty())
    observe::log(observe::Level::warn, "postgres.unverified",
                 {{"sslmode", mode}, {"detail", "whoever is on the way may be the server: see verify-full"}});
}

ports::Task<void> Database::run() {
  return pool_.run(wait_for_schema());
}

ports::Task<void> Database::wait_for_schema() {
  std::string told;
  for (;;) {
    const auto fits = co_await fit_schema();
    if (fits) co_return;
    // Once, not at every try.
    const auto& detail = fits.error().detail;
    if (told != detail) observe::log(observe::Level::error, "postgres.not_ready", {{"detail", detail}});
    told = detail;
    pool_.hold({ports::Errc::unavailable, detail});
    co_await clock_.sleep_until(clock_.now() + backoff_.next());
  }
}

ports::Task<ports::Result<std::size_t>> Database::fit_schema() {
  const auto session = co_await Session::connect(settings_, clock_, options_.pool.link.connect_timeout);
  if (!session) co_return session.error();
  Schema schema(**session, migrations(), options_.schema, clock_);
  if (options_.migrate_at_start) {
    const auto change = co_await schema.up();
    if (!change) co_return change.error();
    co_return change->to;
  }
  const auto version = co_await schema.version();
  if (version && *version < migrations().size())
    co_return ports::Error{ports::Errc::unavailable,
                           "the database's schema is version " + std::to_string(*version) + ", and version " +
                               std::to_string(migrations().size()) + " is needed: run `caravan migrate up`"};
  co_return version;
}

}  // namespace caravan::postgres
