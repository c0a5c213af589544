#include "adapters/sqlite/schema.hpp"

#include <array>
#include <fstream>
#include <gtest/gtest.h>

#include "adapters/sqlite/test_directory.hpp"

namespace caravan::sqlite {
namespace {

class SchemaTest : public testing::Test {
 protected:
  static std::filesystem::path new_file(const TestDirectory& directory) {
    std::filesystem::create_directory(directory.path());
    std::ofstream(directory.path() / "test.db").close();
    return directory.path() / "test.db";
  }

  TestDirectory directory_;
  Connection connection_{new_file(directory_), Connection::Access::read_write};
};

constexpr std::array kOld{"CREATE TABLE notes(text TEXT); INSERT INTO notes VALUES ('kept')"};
constexpr std::array kNew{kOld[0], "ALTER TABLE notes ADD COLUMN stars INTEGER NOT NULL DEFAULT 3"};
constexpr std::array kBroken{kOld[0], "ALTER TABLE notes ADD COLUMN stars INTEGER; SELECT nonsense"};

TEST_F(SchemaTest, BringsAnOlderFileToTheNewestVersionAndKeepsItsRows) {
  migrate(connection_, kOld);
  EXPECT_THROW(require_current(connection_, kNew), UnusableStore);
  migrate(connection_, kNew);
  require_current(connection_, kNew);
  EXPECT_EQ(connection_.integer("SELECT stars FROM notes WHERE text = 'kept'"), 3);
  EXPECT_EQ(connection_.integer("PRAGMA user_version"), 2);
}

TEST_F(SchemaTest, DoesNothingToACurrentFile) {
  migrate(connection_, kNew);
  migrate(connection_, kNew);
  EXPECT_EQ(connection_.integer("SELECT count(*) FROM notes"), 1);
}

TEST_F(SchemaTest, AStepThatFailsLeavesTheVersionBeforeIt) {
  EXPECT_THROW(migrate(connection_, kBroken), SqliteError);
  connection_.execute("ROLLBACK");
  EXPECT_EQ(connection_.integer("PRAGMA user_version"), 1);
  EXPECT_EQ(connection_.integer("SELECT count(*) FROM pragma_table_info('notes')"), 1);
}

TEST_F(SchemaTest, AStoreWhoseIdsWereEverybodysLeavesThemToTheirSenders) {
  const auto add = [&](int seq, int sender) {
    connection_.run("INSERT INTO chat_messages VALUES (?1, 1, ?1, x'07', ?2, NULL, 'hello')", seq, sender);
  };
  migrate(connection_, migrations().first(1));
  add(1, 1);
  EXPECT_THROW(add(2, 2), SqliteError);
  migrate(connection_, migrations());
  add(2, 2);
  EXPECT_THROW(add(3, 1), SqliteError);
  EXPECT_EQ(connection_.integer("SELECT count(*) FROM chat_messages"), 2);
}

TEST_F(SchemaTest, AccountsOfAStoreWithoutSessionEpochsBeginAtZero) {
  migrate(connection_, migrations().first(2));
  connection_.run("INSERT INTO users VALUES (7, 'ann', 'hash')");
  migrate(connection_, migrations());
  EXPECT_EQ(connection_.integer("SELECT session_epoch FROM users WHERE id = 7"), 0);
  EXPECT_EQ(connection_.integer("PRAGMA user_version"), 4);
}

TEST_F(SchemaTest, AccountsOfAStoreWithoutWordsAreFoundByThemAndKeepTheirNames) {
  migrate(connection_, migrations().first(3));
  connection_.run(
      "INSERT INTO users VALUES (7, 'Zo\u00eb \"Z\"', 'hash', 0), (8, 'Mark', 'hash', 0), "
      "(9, 'mark', 'hash', 0)");
  migrate(connection_, migrations());
  EXPECT_EQ(connection_.integer("SELECT user FROM name_words WHERE word = 'zoe'"), 7);
  EXPECT_EQ(connection_.integer("SELECT count(*) FROM name_words WHERE word = 'mark'"), 2);
  EXPECT_EQ(connection_.integer("SELECT user FROM name_likenesses WHERE likeness = 'rnark'"), 8);
}

TEST_F(SchemaTest, RefusesAVersionItDoesNotKnow) {
  migrate(connection_, kNew);
  EXPECT_THROW(migrate(connection_, kOld), UnusableStore);
  EXPECT_THROW(require_current(connection_, kOld), UnusableStore);
}

}  // namespace
}  // namespace caravan::sqlite
