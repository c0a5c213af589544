#include "adapters/sqlite/database.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/sqlite/schema.hpp"
#include "adapters/sqlite/store_fixture.hpp"

namespace caravan::sqlite {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777;
}

class DatabaseTest : public StoreFixture {
 protected:
  // The text of the refusal, empty when it opens.
  std::string refusal() {
    try {
      Database second({.directory = directory.path()}, clock, random, metrics);
      return "";
    } catch (const UnusableStore& error) {
      return error.what();
    }
  }
  std::filesystem::path file() const { return directory.path() / kFileName; }
};

TEST_F(DatabaseTest, IsReadableByItsOwnerAlone) {
  open();
  send(new_chat(), "secret");
  EXPECT_EQ(mode_of(directory.path()), 0700u);
  for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
    EXPECT_EQ(mode_of(entry.path()), 0600u) << entry.path();
}

TEST_F(DatabaseTest, ASecondOwnerIsToldWhoTheFirstIs) {
  open();
  EXPECT_THAT(refusal(), HasSubstr("in use by process " + std::to_string(::getpid())));
  close();
  EXPECT_EQ(refusal(), "");
}

TEST_F(DatabaseTest, KeepsEverythingAndItsEpochWhenOpenedAgain) {
  open();
  const auto chat = new_chat();
  const auto message = send(chat, "still here");
  const auto epoch = database->epoch();
  close();
  open();
  EXPECT_THAT(history(chat), testing::ElementsAre(message));
  EXPECT_EQ(database->epoch(), epoch);
}

TEST_F(DatabaseTest, TimesGrowAcrossAStartWithAnEarlierWallClock) {
  open();
  const auto chat = new_chat();
  const auto before = send(chat, "before");
  close();
  clock.set_wall(clock.wall() - 24h);
  open();
  const auto after = send(chat, "after");
  EXPECT_GT(after.time, before.time);
  EXPECT_THAT(history(chat), testing::ElementsAre(after, before));
}

TEST_F(DatabaseTest, OffsetsAreNotUsedTwiceWhenTheLogWasEmptiedBeforeAStart) {
  open();
  const auto chat = new_chat();
  deliver(chat, "old");
  const auto last = SqliteDeliveryTail(*database, clock).position({1});
  clock.advance(24h * 30);
  EXPECT_EQ(ports::contract::get(Retention(*database, clock, {}, metrics).sweep()), 1);
  close();
  open();
  SqliteDeliveryTail tail(*database, clock);
  EXPECT_EQ(tail.position({1}), last);
  deliver(chat, "new");
  const auto next = ports::contract::get(tail.next(10, clock.now()));
  ASSERT_EQ(next.size(), 1u);
  EXPECT_GT(next[0].offset, last);
}

TEST_F(DatabaseTest, RefusesANewerFormat) {
  open();
  close();
  Connection(file(), Connection::Access::read_write).execute("PRAGMA user_version = 999");
  EXPECT_THAT(refusal(),
              testing::AllOf(HasSubstr(file().string()), HasSubstr("version 999"), HasSubstr("newer")));
}

TEST_F(DatabaseTest, RefusesAnotherProgramsDatabase) {
  std::filesystem::create_directory(directory.path());
  std::ofstream(file()).close();
  Connection(file(), Connection::Access::read_write).execute("CREATE TABLE theirs(x)");
  EXPECT_THAT(refusal(), HasSubstr("another program"));
}

TEST_F(DatabaseTest, RefusesAFileThatIsNoDatabase) {
  std::filesystem::create_directory(directory.path());
  std::ofstream(file()) << std::string(8192, 'x');
  EXPECT_THAT(refusal(), testing::AllOf(HasSubstr(file().string()), HasSubstr("not a database")));
}

TEST_F(DatabaseTest, MigratesADirectoryOnItsOwn) {
  const auto first = migrate_directory(directory.path());
  EXPECT_EQ(first.from, 0);
  EXPECT_EQ(first.to, static_cast<int>(migrations().size()));
  EXPECT_EQ(migrate_directory(directory.path()).from, first.to);
  open();
  EXPECT_THROW(migrate_directory(directory.path()), UnusableStore);
}

}  // namespace
}  // namespace caravan::sqlite
