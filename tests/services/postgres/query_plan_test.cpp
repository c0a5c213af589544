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
    ports::contract::get(accounts.create("ann", "hash"));
    console_.execute(
        "INSERT INTO users(username, password_hash) SELECT 'user' || md5(n::text), 'hash' "
        "FROM generate_series(1, 20000) n; ANALYZE users");
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

TEST_F(QueryPlan, ARarePartOfANameIsFoundThroughAnIndex) {
  EXPECT_THAT(plan(kAccountsByPart, "0, 20, '%ann%'"),
              HasSubstr("Bitmap Index Scan on users_by_part_of_username"));
}

TEST_F(QueryPlan, APartThatManyHaveIsFoundInTheOrderOfIds) {
  EXPECT_THAT(plan(kAccountsByPart, "0, 20, '%user%'"), HasSubstr("Index Scan using users_pkey"));
}

}  // namespace
}  // namespace caravan::postgres
