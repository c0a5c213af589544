#include <gmock/gmock.h>

#include "services/postgres/postgres_fixture.hpp"

// Accounts that were made before there were words and likenesses, or by an older server beside this one.
namespace caravan::postgres {
namespace {

using ports::contract::get;
using testing::ElementsAre;
using testing::IsEmpty;

class Names : public testing::Test {
 protected:
  void index() {
    runtime::run_to_end(
        [](PostgresAccounts& accounts, runtime::Clock& clock) -> ports::Task<ports::Result<bool>> {
          co_await accounts.index_names(clock, 10ms);
          co_return true;
        }(accounts_, clock_))
        .value();
  }

  std::string url_ = fresh_database();
  RunningDatabase running_{patient(url_)};
  PostgresAccounts accounts_{running_.database()};
  runtime::SystemClock clock_;
};

TEST_F(Names, OfOlderAccountsAreFoundAndKept) {
  const auto mark = get(accounts_.create({"Mark", "hash"})), twin = get(accounts_.create({"mark", "hash"}));
  EXPECT_THAT(get(accounts_.list({.words = {"mark"}})), IsEmpty());
  index();
  EXPECT_THAT(get(accounts_.list({.words = {"mark"}})), ElementsAre(mark, twin));
  EXPECT_TRUE(get(accounts_.is_taken("M\u0430rk", {"mark", "rnark"})));
  index();
  EXPECT_EQ(Console(url_).integer("SELECT count(*) FROM name_words"), 2);
}

TEST_F(Names, OfManyOlderAccountsAreFoundPageByPage) {
  EXPECT_THAT(get(accounts_.list({})), IsEmpty()) << "and the schema is there";
  Console(url_).execute(
      "INSERT INTO users(username, password_hash) SELECT 'user ' || n, 'hash' FROM generate_series(1, 1200) "
      "n");
  index();
  EXPECT_EQ(Console(url_).integer("SELECT count(DISTINCT user_id) FROM name_words"), 1200);
}

}  // namespace
}  // namespace caravan::postgres
