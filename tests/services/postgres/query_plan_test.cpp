#include <gmock/gmock.h>

#include "adapters/postgres/account_statements.hpp"
#include "services/postgres/postgres_fixture.hpp"

// What statements cost must not grow with the number of accounts.
namespace caravan::postgres {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class QueryPlan : public testing::Test {
 protected:
  QueryPlan() {
    RunningDatabase running(patient(url_));
    PostgresAccounts accounts(running.database());
    ports::contract::get(accounts.create({"ann", "hash"}));
    console_.execute(
        "INSERT INTO users(username, password_hash) SELECT 'user' || md5(n::text), 'hash' "
        "FROM generate_series(1, 20000) n; "
        "INSERT INTO name_words(user_id, word) SELECT id, username FROM users; "
        "INSERT INTO name_likenesses(likeness, user_id) SELECT username, id FROM users; "
        "ANALYZE users; ANALYZE name_words; ANALYZE name_likenesses");
  }

  std::string plan(const Statement& statement, const std::string& parameters) {
    const auto rows = console_.execute(std::string("PREPARE p AS ") + statement.sql + "; EXPLAIN EXECUTE p(" +
                                       parameters + ")");
    std::string text;
    for (std::size_t row = 0; row < rows.size(); ++row)
      text += rows.text(row, 0) + "\n";
    return text;
  }

  std::string url_ = fresh_database();
  Console console_{url_};
};

TEST_F(QueryPlan, OneAccountIsFoundThroughAnIndex) {
  EXPECT_THAT(plan(kAccountByName, "'ann'"), HasSubstr("Index Scan using users_username_key"));
}

TEST_F(QueryPlan, OneIdIsFoundThroughAnIndex) {
  EXPECT_THAT(plan(kAccountById, "7"), HasSubstr("Index Scan using users_pkey"));
}

TEST_F(QueryPlan, APageBeginsWhereItBegins) {
  EXPECT_THAT(plan(kAccounts, "100, 20"),
              AllOf(HasSubstr("Index Scan using users_pkey"), Not(HasSubstr("Sort"))));
}

TEST_F(QueryPlan, WordsAreFoundByTheirBeginningsThroughAnIndex) {
  const auto text = plan(kAccountsByWords, "0, 20, 'ann', 'ann\xf4\x8f\xbf\xbf', '{us}', '{us~}'");
  EXPECT_THAT(text, HasSubstr("users_by_word"));
  EXPECT_THAT(text, Not(HasSubstr("Seq Scan on")));
}

TEST_F(QueryPlan, ATakenLikenessIsFoundThroughAnIndex) {
  EXPECT_THAT(plan(kIsTaken, "'ann', '{ann,mark}'"),
              AllOf(HasSubstr("users_username_key"), HasSubstr("name_likenesses_pkey")));
}

}  // namespace
}  // namespace caravan::postgres
