#include <gmock/gmock.h>
#include <memory>
#include <sqlite3.h>

#include "adapters/sqlite/store_fixture.hpp"

namespace caravan::sqlite {
namespace {

using ports::contract::get;
using ports::contract::kBen;

std::string plan_of(Connection& connection, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(connection.handle(), ("EXPLAIN QUERY PLAN " + sql).c_str(), -1, &statement, nullptr);
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> owner(statement, &sqlite3_finalize);
  Rows rows(statement);
  std::string plan;
  while (rows.next())
    plan += std::string(rows.text(3)) + "\n";
  return plan;
}

// Every statement that a connection has prepared so far, with how SQLite runs it.
std::vector<std::pair<std::string, std::string>> plans(Connection& connection) {
  std::vector<std::string> statements;
  for (auto* each = sqlite3_next_stmt(connection.handle(), nullptr); each != nullptr;
       each = sqlite3_next_stmt(connection.handle(), each))
    statements.push_back(sqlite3_sql(each));
  std::vector<std::pair<std::string, std::string>> plans;
  for (const auto& sql : statements)
    plans.emplace_back(sql, plan_of(connection, sql));
  return plans;
}

class QueryPlanTest : public StoreFixture {
 protected:
  void SetUp() override { open(); }

  // Once through every read and write of the adapters, but the list of chats.
  void exercise() {
    const auto chat = new_chat();
    const auto message = send(chat, "hello");
    SqliteChats chats(*database);
    get(chats.create(chat));
    get(chats.find(chat.id));
    history(chat);
    get(SqliteHistory(*database).before(chat.id, message.time, 10));
    get(SqliteHistory(*database).after(chat.id, message.time, 10));
    get(SqliteAcceptance(*database, {})
            .accept({message.id, chat.id, message.from, message.to, message.body}, ports::IdOrigin::sender));

    SqliteAccounts accounts(*database);
    const auto account = get(accounts.create({"ann", "hash"}));
    get(accounts.credentials("ann"));
    get(accounts.find(account.id));
    get(accounts.list({}));

    deliver(chat, "hello again");
    SqliteAggregateStage aggregate(*database, clock, "aggregate");
    const auto deliveries = get(aggregate.next(10, clock.now()));
    get(aggregate.append_and_commit({{kBen, {deliveries[0].record.message}}}, deliveries[0].offset));
    SqliteBatchConsumer publish(*database, clock, "publish");
    get(publish.commit(get(publish.next(10, clock.now()))[0].offset));
    get(SqliteInbox(*database).since(kBen, 0, 10));
    clock.advance(std::chrono::hours(24 * 30));
    get(Retention(*database, clock, {}, metrics).sweep());
  }
};

TEST_F(QueryPlanTest, NothingOnTheWayOfAMessageReadsAWholeTableOrSorts) {
  exercise();
  auto all = get(database->reads().run(
      [](Connection& connection) -> ports::Result<std::vector<std::pair<std::string, std::string>>> {
        return plans(connection);
      }));
  const auto written = get(database->writer().run(
      [](WriteTransaction& transaction) -> ports::Result<std::vector<std::pair<std::string, std::string>>> {
        return plans(transaction.connection());
      }));
  all.insert(all.end(), written.begin(), written.end());

  EXPECT_GT(all.size(), 25u);
  for (const auto& [sql, plan] : all) {
    // Small by nature: a row per store, per topic, per consumer.
    if (sql.find("identity") != std::string::npos) continue;
    EXPECT_THAT(plan, testing::Not(testing::ContainsRegex("SCAN (chat|d|m|c|users|direct)"))) << sql;
    EXPECT_THAT(plan, testing::Not(testing::HasSubstr("TEMP B-TREE"))) << sql;
  }
}

TEST_F(QueryPlanTest, AListOfChatsSortsTheUsersOwnAndReadsNoOthers) {
  new_chat();
  get(SqliteChats(*database).list(kBen, {}));
  const auto all = get(database->reads().run(
      [](Connection& connection) -> ports::Result<std::vector<std::pair<std::string, std::string>>> {
        return plans(connection);
      }));
  EXPECT_GT(all.size(), 3u);
  for (const auto& [sql, plan] : all)
    EXPECT_THAT(plan, testing::Not(testing::ContainsRegex("SCAN (chat|m|c)"))) << sql;
}

TEST_F(QueryPlanTest, ASearchForPeopleReadsWhatItFinds) {
  constexpr std::int64_t kMany = 2'500;
  get(database->writer().run([](WriteTransaction& transaction) -> ports::Result<bool> {
    auto& connection = transaction.connection();
    for (std::int64_t id = 1; id <= kMany; ++id) {
      connection.run("INSERT INTO users(id, username, password_hash) VALUES (?1, ?2, '')", id,
                     "user " + std::to_string(id));
      connection.run("INSERT INTO name_words VALUES (?1, 'user')", id);
      if (id % 1'000 == 0) connection.run("INSERT INTO name_words VALUES (?1, 'round')", id);
    }
    return true;
  }));
  SqliteAccounts accounts(*database);
  const auto found = [&accounts](ports::AccountQuery query) {
    std::vector<std::int64_t> ids;
    for (const auto& account : get(accounts.list(std::move(query))))
      ids.push_back(account.id.value);
    return ids;
  };
  EXPECT_EQ(found({.words = {"us"}, .after = domain::UserId{7}, .count_max = 2}),
            (std::vector<std::int64_t>{8, 9}));
  EXPECT_EQ(found({.words = {"user", "r"}}), (std::vector<std::int64_t>{1'000, 2'000}));
  EXPECT_EQ(found({.words = {"round", "us"}, .after = domain::UserId{1'000}}),
            std::vector<std::int64_t>{2'000});
  EXPECT_TRUE(found({.words = {"nobody"}}).empty());

  const auto all = get(database->reads().run(
      [](Connection& connection) -> ports::Result<std::vector<std::pair<std::string, std::string>>> {
        return plans(connection);
      }));
  EXPECT_GE(all.size(), 3u);
  for (const auto& [sql, plan] : all)
    EXPECT_THAT(plan, testing::AnyOf(testing::HasSubstr("users_by_word (word>"),
                                     testing::HasSubstr("SEARCH f USING PRIMARY KEY (user=? AND word>")))
        << sql;
}

}  // namespace
}  // namespace caravan::sqlite
