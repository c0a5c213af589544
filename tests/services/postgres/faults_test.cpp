#include <future>
#include <gmock/gmock.h>
#include <map>
#include <thread>

#include "services/postgres/postgres_fixture.hpp"

// The server goes, hangs and comes back in the middle of everything.
namespace caravan::postgres {
namespace {

using ports::Errc;
using ports::contract::get;
using ports::contract::simultaneously;
using services::control;

Database::Options impatient(std::string url) {
  Database::Options options{.url = std::move(url), .statement_timeout = 400ms};
  options.pool = {.connections = 2, .call_timeout = 700ms};
  options.pool.link.silence_max = 700ms;
  options.pool.link.connect_timeout = 1s;
  options.pool.link.backoff.longest = 100ms;
  return options;
}

bool answers(const ports::Result<domain::Account>& found) {
  return found || found.error().code == Errc::not_found;
}
bool is_away(const ports::Result<domain::Account>& found) {
  return !found && found.error().code == Errc::unavailable;
}

class Faults : public testing::Test {
 protected:
  // Whatever a test did, the next one finds the server up.
  ~Faults() override {
    control("postgres", "stop");
    control("postgres", "restart");
  }

  std::string url_ = fresh_database();
};

TEST_F(Faults, TheServerMayBeAwayAtTheStart) {
  control("postgres", "kill");
  RunningDatabase running(impatient(url_));
  PostgresAccounts accounts(running.database());
  run_to_end(eventually(accounts, is_away));
  EXPECT_EQ(run_to_end(accounts.create({"ann", "hash"})).error().code, Errc::unavailable);
  control("postgres", "restart");
  run_to_end(eventually(accounts, answers));
  get(accounts.create({"ann", "hash"}));
}

TEST_F(Faults, ItGoesOnByItselfWhenTheServerIsBack) {
  RunningDatabase running(impatient(url_));
  PostgresAccounts accounts(running.database());
  run_to_end(eventually(accounts, answers));
  const auto ann = get(accounts.create({"ann", "hash"}));
  control("postgres", "kill");
  run_to_end(eventually(accounts, is_away));
  control("postgres", "restart");
  run_to_end(eventually(accounts, answers));
  EXPECT_EQ(get(accounts.find(ann.id)), ann);
  EXPECT_LT(ann.id, get(accounts.create({"ben", "hash"})).id);
}

// What was answered holds: made is made, not made is not made; only `uncertain` may be either.
TEST_F(Faults, KilledUnderLoadEveryAnswerIsTrue) {
  RunningDatabase running(impatient(url_));
  PostgresAccounts accounts(running.database());
  run_to_end(eventually(accounts, answers));
  constexpr int kSenders = 4;
  std::atomic<bool> enough = false;
  std::atomic<int> made = 0;
  std::vector<std::map<std::string, ports::Result<domain::Account>>> answered(kSenders);
  std::thread crash([&] {
    // Two ways to go: without a word, and with one to each session.
    for (const auto* way : {"kill", "stop", "kill", "stop"}) {
      for (const int before = made; made < before + 50;)
        std::this_thread::yield();
      control("postgres", way);
      control("postgres", "restart");
    }
    enough = true;
  });
  simultaneously(kSenders, [&](int sender) {
    for (int i = 0; !enough; ++i) {
      const auto name = std::to_string(sender) + " " + std::to_string(i);
      const auto result = run_to_end(accounts.create({name, "hash of " + name}));
      answered[static_cast<std::size_t>(sender)].emplace(name, result);
      if (result)
        ++made;
      else
        run_to_end(eventually(accounts, answers));
    }
  });
  crash.join();
  run_to_end(eventually(accounts, answers));

  std::map<std::string, std::int64_t> stored;
  const auto rows = Console(url_).execute("SELECT username, id FROM users");
  for (std::size_t row = 0; row < rows.size(); ++row)
    stored[rows.text(row, 0)] = rows.integer(row, 1);
  int lost = 0, unasked = 0, failed = 0;
  for (const auto& answers_of_one : answered) {
    for (const auto& [name, result] : answers_of_one) {
      const auto found = stored.find(name);
      if (result && (found == stored.end() || found->second != result->id.value)) ++lost;
      if (!result) ++failed;
      if (!result && result.error().code != Errc::uncertain && found != stored.end()) ++unasked;
    }
  }
  EXPECT_EQ(lost, 0);
  EXPECT_EQ(unasked, 0);
  EXPECT_GT(failed, 0);
}

TEST_F(Faults, AServerThatHangsIsGivenUpWithinTheDeadline) {
  auto options = impatient(url_);
  options.pool.connections = 1;
  RunningDatabase running(options);
  PostgresAccounts accounts(running.database());
  run_to_end(eventually(accounts, answers));
  control("postgres", "pause");
  runtime::SystemClock clock;
  const auto begin = clock.now();
  auto write = std::async(std::launch::async, [&] { return run_to_end(accounts.create({"ann", "hash"})); });
  EXPECT_EQ(run_to_end(accounts.find(domain::UserId{1})).error().code, Errc::unavailable);
  // It waits in the server's socket, so nobody can know.
  EXPECT_EQ(write.get().error().code, Errc::uncertain);
  EXPECT_LT(clock.now() - begin, kPatience / 2);
  control("postgres", "resume");
  run_to_end(eventually(accounts, answers));
  get(accounts.create({"ben", "hash"}));
}

TEST_F(Faults, TheQueueIsBoundedWhileTheServerHangs) {
  auto options = impatient(url_);
  options.pool.connections = 1;
  options.pool.queue_max = 4;
  options.pool.link.in_flight_max = 2;
  RunningDatabase running(options);
  PostgresAccounts accounts(running.database());
  run_to_end(eventually(accounts, answers));
  control("postgres", "pause");
  std::atomic<int> overloaded = 0, unavailable = 0;
  simultaneously(12, [&](int) {
    const auto result = run_to_end(accounts.find(domain::UserId{1}));
    ++(result.error().code == Errc::overloaded ? overloaded : unavailable);
  });
  control("postgres", "resume");
  EXPECT_GE(overloaded, 6);
  EXPECT_EQ(overloaded + unavailable, 12);
  run_to_end(eventually(accounts, answers));
}

// Somebody else holds the table, so that a write stays in the middle as long as a test wants.
class HeldTable : public testing::Test {
 protected:
  // In this database; other tests may have left somebody in theirs.
  static constexpr const char* kWaiting =
      " FROM pg_locks WHERE NOT granted AND relation = 'users'::regclass AND "
      "database = (SELECT oid FROM pg_database WHERE datname = current_database())";

  // To prepare a write takes the table too, so the one connection of each is made first.
  HeldTable() {
    run_to_end(eventually(patient_accounts_, answers));
    run_to_end(eventually(hasty_accounts_, answers));
    holder_.execute("BEGIN; LOCK TABLE users IN EXCLUSIVE MODE");
  }

  static Database::Options one_connection(std::string url, std::chrono::milliseconds statement_timeout) {
    auto options = patient(std::move(url));
    options.statement_timeout = statement_timeout;
    options.pool.connections = 1;
    options.pool.link.silence_max = kPatience;
    return options;
  }
  std::int64_t anns_after_all() {
    holder_.execute("ROLLBACK");
    // Behind everyone who still waits for the table.
    return holder_.integer("BEGIN; LOCK TABLE users; SELECT count(*) FROM users WHERE username = 'ann'");
  }

  std::string url_ = fresh_database();
  RunningDatabase patient_{one_connection(url_, kPatience)};
  PostgresAccounts patient_accounts_{patient_.database()};
  RunningDatabase hasty_{one_connection(url_, 200ms)};
  PostgresAccounts hasty_accounts_{hasty_.database()};
  Console holder_{url_};
};

TEST_F(HeldTable, AStatementThatTakesTooLongIsUndone) {
  const auto refused = run_to_end(hasty_accounts_.create({"ann", "hash"}));
  EXPECT_EQ(refused.error().code, Errc::unavailable);
  EXPECT_THAT(refused.error().detail, testing::HasSubstr("57014"));
  EXPECT_EQ(anns_after_all(), 0);
}

TEST_F(HeldTable, AWriteWhoseSessionTheServerEndsIsKnownToBeUndone) {
  auto refused = std::async(std::launch::async, [this] {
    return run_to_end(patient_accounts_.create({"ann", "hash"}));
  });
  Console administrator(url_);
  while (administrator.integer(std::string("SELECT count(pg_terminate_backend(pid))") + kWaiting) == 0)
    std::this_thread::yield();
  const auto result = refused.get();
  EXPECT_EQ(result.error().code, Errc::unavailable);
  EXPECT_THAT(result.error().detail, testing::HasSubstr("57P01"));
  EXPECT_EQ(anns_after_all(), 0);
}

TEST_F(HeldTable, StoppingAnswersEverythingThatIsUnderWay) {
  auto write = std::async(std::launch::async, [this] {
    return run_to_end(patient_accounts_.create({"ann", "hash"}));
  });
  while (holder_.integer(std::string("SELECT count(*)") + kWaiting) == 0)
    std::this_thread::yield();
  patient_.stop();
  EXPECT_EQ(write.get().error().code, Errc::uncertain);
  EXPECT_EQ(run_to_end(patient_accounts_.find(domain::UserId{1})).error().code, Errc::stopped);
}

}  // namespace
}  // namespace caravan::postgres
