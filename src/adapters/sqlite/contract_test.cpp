#include <gtest/gtest.h>

#include "adapters/sqlite/retention.hpp"
#include "adapters/sqlite/sqlite_acceptance.hpp"
#include "adapters/sqlite/sqlite_accounts.hpp"
#include "adapters/sqlite/sqlite_chats.hpp"
#include "adapters/sqlite/sqlite_delivery_tail.hpp"
#include "adapters/sqlite/sqlite_history.hpp"
#include "adapters/sqlite/sqlite_inbox.hpp"
#include "adapters/sqlite/sqlite_log.hpp"
#include "adapters/sqlite/test_directory.hpp"
#include "ports/contract_tests/acceptance_contract.hpp"
#include "ports/contract_tests/accounts_contract.hpp"
#include "ports/contract_tests/chats_contract.hpp"
#include "ports/contract_tests/history_contract.hpp"
#include "ports/contract_tests/inbox_contract.hpp"
#include "ports/contract_tests/message_log_contract.hpp"
#include "ports/contract_tests/samples.hpp"

namespace caravan::ports::contract {
namespace {

struct SqliteEnvironment {
  sqlite::TestDirectory directory;
  runtime::ManualClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  sqlite::Database database{
      {.directory = directory.path(), .writer = {.wal_bytes = 0}}, clock, random, metrics};
};

class SqliteAccountsSubject final : public AccountsSubject {
 public:
  Accounts& accounts() override { return accounts_; }

 private:
  SqliteEnvironment environment_;
  sqlite::SqliteAccounts accounts_{environment_.database};
};

class SqliteLogSubject final : public LogSubject {
 public:
  runtime::ManualClock& clock() override { return environment_.clock; }
  Chats& chats() override { return chats_; }
  Acceptance& acceptance() override { return acceptance_; }
  History& history() override { return history_; }
  Inbox& inbox() override { return inbox_; }
  std::unique_ptr<FanOutStage> fan_out(std::string consumer) override {
    return std::make_unique<sqlite::SqliteFanOutStage>(environment_.database, environment_.clock, consumer);
  }
  std::unique_ptr<AggregateStage> aggregate(std::string consumer) override {
    return std::make_unique<sqlite::SqliteAggregateStage>(environment_.database, environment_.clock,
                                                          consumer);
  }
  std::unique_ptr<StreamStage> streams(std::string consumer) override {
    return std::make_unique<sqlite::SqliteStreamStage>(environment_.database, environment_.clock, consumer);
  }
  std::unique_ptr<BatchConsumer> batches(std::string consumer) override {
    return std::make_unique<sqlite::SqliteBatchConsumer>(environment_.database, environment_.clock, consumer);
  }
  std::unique_ptr<DeliveryTail> tail() override {
    return std::make_unique<sqlite::SqliteDeliveryTail>(environment_.database, environment_.clock);
  }
  void forget_deliveries() override {
    const sqlite::Retention::Options options;
    environment_.clock.advance(options.age + std::chrono::hours(1));
    sqlite::Retention retention(environment_.database, environment_.clock, options, environment_.metrics);
    get(retention.sweep());
  }

 private:
  SqliteEnvironment environment_;
  sqlite::SqliteChats chats_{environment_.database};
  sqlite::SqliteAcceptance acceptance_{environment_.database, {.fan_out_members_max = 0}};
  sqlite::SqliteHistory history_{environment_.database};
  sqlite::SqliteInbox inbox_{environment_.database};
};

template <class Subject, class Adapter>
Factory<Subject> sqlite() {
  return {"sqlite", []() -> std::unique_ptr<Subject> { return std::make_unique<Adapter>(); }};
}
const auto kStore = sqlite<StoreSubject, SqliteLogSubject>();
const auto kLog = sqlite<LogSubject, SqliteLogSubject>();

INSTANTIATE_TEST_SUITE_P(Sqlite, AccountsContract,
                         testing::Values(sqlite<AccountsSubject, SqliteAccountsSubject>()));
INSTANTIATE_TEST_SUITE_P(Sqlite, ChatsContract, testing::Values(kStore));
INSTANTIATE_TEST_SUITE_P(Sqlite, AcceptanceContract, testing::Values(kStore));
INSTANTIATE_TEST_SUITE_P(Sqlite, HistoryContract, testing::Values(kStore));
INSTANTIATE_TEST_SUITE_P(Sqlite, MessageLogContract, testing::Values(kLog));
INSTANTIATE_TEST_SUITE_P(Sqlite, InboxContract, testing::Values(kLog));

}  // namespace
}  // namespace caravan::ports::contract
