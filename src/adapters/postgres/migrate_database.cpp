#include "adapters/postgres/migrate_database.hpp"

#include <chrono>

#include "adapters/postgres/schema.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::postgres {

namespace {

using namespace std::chrono_literals;

constexpr auto kConnectTimeout = 10s;

struct Look {
  ports::Task<ports::Result<DatabaseVersion>> operator()(Schema& schema) const {
    const auto stored = co_await schema.version();
    if (!stored) co_return stored.error();
    co_return DatabaseVersion{*stored, migrations().size()};
  }
};

struct Up {
  ports::Task<ports::Result<DatabaseChange>> operator()(Schema& schema) const {
    const auto change = co_await schema.up();
    if (!change) co_return change.error();
    co_return DatabaseChange{change->from, change->to};
  }
};

struct Down {
  ports::Task<ports::Result<DatabaseChange>> operator()(Schema& schema) const {
    const auto stored = co_await schema.version();
    if (!stored) co_return stored.error();
    const auto one_back = *stored == 0 ? 0 : *stored - 1;
    const auto change = co_await schema.down_to(target.value_or(one_back));
    if (!change) co_return change.error();
    co_return DatabaseChange{change->from, change->to};
  }

  std::optional<std::size_t> target;
};

template <class Act>
auto act_on(const ConnectionSettings& settings, const Act& act) -> decltype(act(std::declval<Schema&>())) {
  runtime::SystemClock clock;
  const auto session = co_await Session::connect(settings, clock, kConnectTimeout);
  if (!session) co_return session.error();
  Schema schema(**session, migrations(), {}, clock);
  co_return co_await act(schema);
}

template <class Act>
auto run(const std::string& url, const Act& act) {
  // Each step of a migration says itself how long it may take.
  const ConnectionSettings settings(url, 0ms);
  auto outcome = runtime::run_to_end(act_on(settings, act));
  if (!outcome) throw MigrationFailed(outcome.error().detail);
  return *outcome;
}

}  // namespace

DatabaseVersion database_version(const std::string& url) {
  return run(url, Look{});
}

DatabaseChange migrate_up(const std::string& url) {
  return run(url, Up{});
}

DatabaseChange migrate_down(const std::string& url, std::optional<std::size_t> target) {
  return run(url, Down{target});
}

}  // namespace caravan::postgres
