#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "adapters/postgres/connection_settings.hpp"
#include "adapters/postgres/pool.hpp"
#include "adapters/postgres/schema.hpp"
#include "observe/metrics.hpp"
#include "runtime/backoff.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

namespace caravan::postgres {

// The PostgreSQL database that this process uses: what all adapters of this folder share; outlives them. The
// server may be away at any time, at the start too; calls are refused then, and work again when it is back.
class Database {
 public:
  struct Options {
    std::string url;  // as in postgresql://user:password@host:5432/database?sslmode=verify-full
    // Of one statement in the server, which cancels it then.
    std::chrono::milliseconds statement_timeout{3'000};
    // Whether to bring an older schema up to date; without it calls are refused until somebody does.
    bool migrate_at_start = true;
    Schema::Options schema = {};
    Pool::Options pool = {};
  };

  // Connects to nothing yet. Throws `UnusableUrl`. Everything must outlive the database.
  Database(Options options, runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics);

  // Waits for a schema that fits, then serves calls, on the event loop that runs this, until it is cancelled.
  // The schema is looked at once: later changes to it are made by newer programs, with care for those that
  // still run.
  ports::Task<void> run();

  Pool& pool() { return pool_; }

 private:
  ports::Task<void> wait_for_schema();
  ports::Task<ports::Result<std::size_t>> fit_schema();

  Options options_;
  runtime::Clock& clock_;
  ConnectionSettings settings_;
  runtime::Backoff backoff_;
  Pool pool_;
};

}  // namespace caravan::postgres
