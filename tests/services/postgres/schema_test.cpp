#include "adapters/postgres/schema.hpp"

#include <gmock/gmock.h>

#include "services/postgres/postgres_fixture.hpp"

namespace caravan::postgres {
namespace {

using ports::Errc;
using testing::HasSubstr;

constexpr Migration kTwo[] = {{"0001_a", "CREATE TABLE a(n INT)", "DROP TABLE a"},
                              {"0002_b", "CREATE TABLE b(n INT); INSERT INTO b VALUES (7)", "DROP TABLE b"}};

class SchemaTest : public testing::Test {
 protected:
  using Steps = std::span<const Migration>;

  ports::Result<Schema::Change> up(Steps steps) { return run_to_end(with_schema(steps, &Schema::up)); }
  ports::Result<Schema::Change> down_to(Steps steps, std::size_t target) {
    return run_to_end(with_schema(steps, &Schema::down_to, target));
  }
  ports::Result<std::size_t> version(Steps steps) { return run_to_end(with_schema(steps, &Schema::version)); }

  std::string url_ = fresh_database();
  Console console_{url_};

 private:
  template <class T, class... Arguments>
  ports::Task<ports::Result<T>> with_schema(Steps steps,
                                            ports::Task<ports::Result<T>> (Schema::*act)(Arguments...),
                                            Arguments... arguments) {
    runtime::SystemClock clock;
    const ConnectionSettings settings(url_, 0ms);
    const auto session = co_await Session::connect(settings, clock, kPatience);
    Schema schema(**session, steps, {.lock_timeout = kPatience}, clock);
    co_return co_await (schema.*act)(arguments...);
  }
};

TEST_F(SchemaTest, AnEmptyDatabaseHasVersionZeroAndStaysEmptyWhenItIsLookedAt) {
  EXPECT_EQ(version(kTwo).value(), 0u);
  EXPECT_EQ(console_.integer("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), 0);
}

TEST_F(SchemaTest, GoesUpOnceAndDownAgain) {
  const auto first = up(kTwo).value();
  EXPECT_EQ(first.from, 0u);
  EXPECT_EQ(first.to, 2u);
  const auto again = up(kTwo).value();
  EXPECT_EQ(again.from, 2u);
  EXPECT_EQ(again.to, 2u);
  EXPECT_EQ(console_.integer("SELECT n FROM b"), 7);

  const auto down = down_to(kTwo, 1).value();
  EXPECT_EQ(down.from, 2u);
  EXPECT_EQ(down.to, 1u);
  EXPECT_EQ(console_.integer("SELECT count(*) FROM pg_tables WHERE tablename = 'b'"), 0);
  EXPECT_EQ(console_.integer("SELECT count(*) FROM pg_tables WHERE tablename = 'a'"), 1);
  EXPECT_EQ(up(kTwo).value().from, 1u);
}

TEST_F(SchemaTest, SeveralAtOnceApplyEachStepOnce) {
  std::atomic<int> steps_done = 0;
  ports::contract::simultaneously(6, [&](int) {
    const auto change = up(kTwo).value();
    EXPECT_EQ(change.to, 2u);
    steps_done += static_cast<int>(change.to - change.from);
  });
  EXPECT_GE(steps_done, 2);  // who came in the middle did only the rest
  EXPECT_EQ(console_.integer("SELECT count(*) FROM b"), 1);
  EXPECT_EQ(console_.integer("SELECT count(*) FROM caravan_migrations"), 2);
}

TEST_F(SchemaTest, AStepThatFailsLeavesNothingOfItself) {
  const Migration steps[] = {kTwo[0], {"0002_bad", "CREATE TABLE c(n INT); SELECT 1/0", ""}};
  const auto refused = up(steps);
  ASSERT_TRUE(refused.has_error());
  EXPECT_THAT(refused.error().detail, HasSubstr("0002_bad: division by zero"));
  EXPECT_EQ(console_.integer("SELECT count(*) FROM pg_tables WHERE tablename = 'c'"), 0);
  EXPECT_EQ(version(kTwo).value(), 1u);
}

TEST_F(SchemaTest, ANewerDatabaseIsRefused) {
  up(kTwo).value();
  const Steps older(kTwo, 1);
  for (const auto& refusal : {up(older).error(), down_to(older, 0).error(), version(older).error()}) {
    EXPECT_EQ(refusal.code, Errc::invalid);
    EXPECT_THAT(refusal.detail, HasSubstr("version 2, made by a newer caravan; this one knows up to 1"));
  }
  EXPECT_EQ(console_.integer("SELECT n FROM b"), 7);
}

TEST_F(SchemaTest, TheRealStepsGoUpDownAndUp) {
  EXPECT_EQ(up(migrations()).value().to, migrations().size());
  EXPECT_EQ(down_to(migrations(), 0).value().to, 0u);
  EXPECT_EQ(console_.integer("SELECT count(*) FROM pg_tables WHERE tablename = 'users'"), 0);
  EXPECT_EQ(up(migrations()).value().from, 0u);
}

TEST_F(SchemaTest, AProcessThatMayNotMigrateWaitsForWhoMay) {
  auto options = patient(url_);
  options.migrate_at_start = false;
  RunningDatabase running(options);
  PostgresAccounts accounts(running.database());
  const auto refused = run_to_end(eventually(accounts, [](const auto& found) {
    return found.error().detail.find("run `caravan migrate up`") != std::string::npos;
  }));
  EXPECT_EQ(refused.error().code, Errc::unavailable);
  up(migrations()).value();
  run_to_end(eventually(accounts, [](const auto& found) { return found.error().code == Errc::not_found; }));
}

TEST_F(SchemaTest, AProcessRefusesADatabaseOfANewerOne) {
  up(migrations()).value();
  console_.execute("INSERT INTO caravan_migrations(version, name) VALUES (99, 'later')");
  RunningDatabase running(patient(url_));
  PostgresAccounts accounts(running.database());
  const auto refused = run_to_end(eventually(accounts, [](const auto& found) { return found.has_error(); }));
  EXPECT_EQ(refused.error().code, Errc::unavailable);
  EXPECT_THAT(refused.error().detail, HasSubstr("version 99, made by a newer caravan"));
}

}  // namespace
}  // namespace caravan::postgres
