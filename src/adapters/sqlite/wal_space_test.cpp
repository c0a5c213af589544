#include "adapters/sqlite/wal_space.hpp"

#include <filesystem>
#include <gmock/gmock.h>

#include "adapters/sqlite/store_fixture.hpp"

namespace caravan::sqlite {
namespace {

using testing::ElementsAre;

constexpr std::size_t kReserved = 3 << 20;

class WalSpaceTest : public StoreFixture {
 protected:
  // `open` of the fixture reserves nothing.
  void reserve() {
    ports::contract::get(database->writer().run([](WriteTransaction& transaction) -> ports::Result<int> {
      reserve_wal(transaction.connection(), kReserved);
      return 0;
    }));
  }
  std::uintmax_t wal_bytes() const {
    return std::filesystem::file_size(directory.path() / (std::string(kFileName) + "-wal"));
  }
};

TEST_F(WalSpaceTest, TheLogDoesNotGrowWhileItIsFilled) {
  open();
  reserve();
  EXPECT_EQ(wal_bytes(), kReserved);
  const auto chat = new_chat();
  for (int i = 0; i < 20; ++i)
    send(chat, std::string(10'000, 'x'));
  EXPECT_EQ(wal_bytes(), kReserved);
}

TEST_F(WalSpaceTest, WhatWasReservedIsNotReservedAgain) {
  open();
  reserve();
  const auto kept = send(new_chat(), "kept");
  reserve();
  EXPECT_EQ(wal_bytes(), kReserved);
  EXPECT_EQ(count("SELECT count(*) FROM chat_messages"), 1);
}

// A copy of the files while the store is open is what a crash leaves.
TEST_F(WalSpaceTest, ZerosBehindTheFramesAreNoPartOfTheStore) {
  open();
  reserve();
  const auto chat = new_chat();
  const auto kept = send(chat, "kept");
  TestDirectory copy;
  std::filesystem::copy(directory.path(), copy.path(), std::filesystem::copy_options::recursive);
  close();
  database.emplace(Database::Options{.directory = copy.path(), .writer = {.wal_bytes = 0}}, clock, random,
                   metrics);
  EXPECT_THAT(history(chat), ElementsAre(kept));
  const auto later = send(chat, "later");
  EXPECT_THAT(history(chat), ElementsAre(later, kept));
  close();
}

}  // namespace
}  // namespace caravan::sqlite
