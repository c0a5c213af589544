#include <atomic>
#include <filesystem>
#include <gmock/gmock.h>
#include <optional>
#include <thread>

#include "adapters/sqlite/store_fixture.hpp"

namespace caravan::sqlite {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::size_t kPage = 4096 + 24;

// A reader of the store from outside, as `caravan tail` and `caravan backup` are.
class Outsider {
 public:
  explicit Outsider(const std::filesystem::path& directory)
      : connection_(directory / kFileName, Connection::Access::read_only) {}
  void begin() {
    snapshot_.emplace(connection_);
    connection_.integer("SELECT count(*) FROM chat_messages");
  }
  void end() { snapshot_.reset(); }

 private:
  Connection connection_;
  std::optional<Snapshot> snapshot_;
};

class WalBoundTest : public StoreFixture {
 protected:
  void open_with(Writer::Options writer) {
    open({.directory = {}, .writer = writer});
    chat = new_chat();
  }
  std::uintmax_t wal_bytes() const {
    return std::filesystem::file_size(directory.path() / (std::string(kFileName) + "-wal"));
  }
  // Some pages of the log for each.
  void send_some(int count) {
    for (int i = 0; i < count; ++i)
      send(*chat, std::string(10'000, 'x'));
  }

  std::optional<domain::Chat> chat;
};

TEST_F(WalBoundTest, ReadersWhoOverlapDoNotKeepTheLogFromBeginningAnew) {
  open_with({.checkpoint_wal_pages = 50, .restart_wal_pages = 100, .restart_wait = 2s});
  std::atomic<bool> enough = false;
  // At every moment one of the two reads.
  std::thread readers([this, &enough] {
    Outsider first(directory.path()), second(directory.path());
    first.begin();
    while (!enough) {
      second.begin();
      first.end();
      first.begin();
      second.end();
    }
  });
  send_some(400);
  enough = true;
  readers.join();
  EXPECT_LT(wal_bytes(), 400 * kPage) << "2000 pages were written";
}

TEST_F(WalBoundTest, AReaderWhoStaysIsWaitedForNoLongerThanSaid) {
  open_with({.checkpoint_wal_pages = 10, .restart_wal_pages = 10, .restart_wait = 1ms});
  Outsider backup(directory.path());
  backup.begin();
  send_some(30);
  const auto grown = wal_bytes();
  EXPECT_GT(grown, 90 * kPage);
  backup.end();
  send_some(60);
  EXPECT_LT(wal_bytes(), grown + 20 * kPage) << "it begins anew, in the same file";
}

TEST_F(WalBoundTest, WritesAreRefusedBeyondItsBoundUntilTheReaderHasGone) {
  constexpr std::size_t bound = 200 * kPage;
  open_with(
      {.checkpoint_wal_pages = 50, .restart_wal_pages = 50, .restart_wait = 1ms, .wal_bytes_max = bound});
  send_some(2);
  Outsider backup(directory.path());
  backup.begin();
  std::optional<ports::Error> refusal;
  for (int i = 0; i < 400 && !refusal; ++i) {
    const auto sent = try_send(*chat, std::string(10'000, 'x'));
    if (!sent) refusal = sent.error();
  }
  ASSERT_TRUE(refusal) << "the log grows without end";
  EXPECT_EQ(refusal->code, ports::Errc::overloaded);
  EXPECT_THAT(refusal->detail, HasSubstr("write-ahead log"));
  EXPECT_LT(wal_bytes(), bound + 20 * kPage);
  EXPECT_THAT(metrics.expose(), HasSubstr("caravan_sqlite_wal_bytes " + std::to_string(wal_bytes())));
  const auto before = history(*chat).size();
  EXPECT_GT(before, 10u) << "reading goes on";

  backup.end();
  send_some(1);
  EXPECT_EQ(history(*chat).size(), before + 1);
}

}  // namespace
}  // namespace caravan::sqlite
