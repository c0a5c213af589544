#include "adapters/sqlite/backup.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "adapters/sqlite/store_fixture.hpp"

namespace caravan::sqlite {
namespace {

using testing::HasSubstr;

class BackupTest : public StoreFixture {
 protected:
  std::filesystem::path backup() const { return directory.path().parent_path() / "backup.db"; }
  domain::UserId sign_up(const char* name) {
    SqliteAccounts accounts(*database);
    return ports::contract::get(accounts.create({name, "hash"})).id;
  }
  void lose_the_store() {
    close();
    std::filesystem::remove_all(directory.path());
  }
  std::string refusal(const std::function<void()>& action) {
    try {
      action();
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }
  std::string refusal_to_restore() {
    return refusal([this] { restore(backup(), directory.path(), random); });
  }
};

TEST_F(BackupTest, HoldsWhatWasThereAtOneMoment) {
  open();
  const auto chat = new_chat();
  const auto before = send(chat, "before");
  back_up(directory.path(), backup());
  send(chat, "after");
  lose_the_store();
  restore(backup(), directory.path(), random);
  open();
  EXPECT_THAT(history(chat), testing::ElementsAre(before));
}

TEST_F(BackupTest, IsReadableByItsOwnerAlone) {
  open();
  back_up(directory.path(), backup());
  lose_the_store();
  restore(backup(), directory.path(), random);
  for (const auto& file : {backup(), directory.path() / kFileName}) {
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u) << file;
  }
}

TEST_F(BackupTest, OffsetsOfTheLostStoreMeanNothingInTheRestoredOne) {
  open();
  back_up(directory.path(), backup());
  const auto epoch = database->epoch();
  lose_the_store();
  restore(backup(), directory.path(), random);
  open();
  EXPECT_NE(database->epoch(), epoch);
}

TEST_F(BackupTest, NoAccountGetsTheIdOfALostOne) {
  for (const char* const when : {"with no account yet", "with accounts"}) {
    SCOPED_TRACE(when);
    open();
    if (when != std::string("with no account yet")) sign_up("kept");
    back_up(directory.path(), backup());
    const auto lost = sign_up("lost");
    lose_the_store();
    restore(backup(), directory.path(), random);
    open();
    EXPECT_GT(sign_up("new").value, lost.value);
    lose_the_store();
    std::filesystem::remove(backup());
  }
}

TEST_F(BackupTest, OverwritesNothing) {
  open();
  std::ofstream(backup()) << "mine";
  EXPECT_THAT(refusal([this] { back_up(directory.path(), backup()); }), HasSubstr("File exists"));
  EXPECT_EQ(std::filesystem::file_size(backup()), 4u);
  std::filesystem::remove(backup());
  back_up(directory.path(), backup());
  EXPECT_THAT(refusal_to_restore(), HasSubstr("in use by process"));
  close();
  EXPECT_THAT(refusal_to_restore(), HasSubstr("already: move it away first"));
  std::filesystem::rename(directory.path() / kFileName, directory.path() / "old.db");
  std::ofstream(directory.path() / (std::string(kFileName) + "-wal")) << "of the old one";
  EXPECT_THAT(refusal_to_restore(), HasSubstr("caravan.db-wal already"));
}

TEST_F(BackupTest, WhatIsNoBackupIsRefusedAndLeavesNoStore) {
  open();
  back_up(directory.path(), backup());
  lose_the_store();
  {
    Connection connection(backup(), Connection::Access::read_write);
    connection.execute("PRAGMA user_version = 1000");
  }
  EXPECT_THAT(refusal_to_restore(), HasSubstr("it has version 1000"));
  {
    Connection connection(backup(), Connection::Access::read_write);
    connection.execute("PRAGMA user_version = 0");
  }
  EXPECT_THAT(refusal_to_restore(), HasSubstr("not a backup"));
  std::ofstream(backup()) << std::string(10'000, 'x');
  EXPECT_THAT(refusal_to_restore(), HasSubstr("file is not a database"));
  std::filesystem::remove(backup());
  EXPECT_THAT(refusal_to_restore(), HasSubstr("there is no file"));
  EXPECT_FALSE(std::filesystem::exists(directory.path() / kFileName));
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "restored.db"));
  EXPECT_THAT(refusal([this] { back_up(directory.path(), backup()); }), HasSubstr("there is no store"));
}

}  // namespace
}  // namespace caravan::sqlite
