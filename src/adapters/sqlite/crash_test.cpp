#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <csignal>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/sqlite/store_fixture.hpp"

namespace caravan::sqlite {
namespace {

namespace asio = boost::asio;
using ports::contract::draft;
using ports::contract::get;
using ports::contract::kAnn;

constexpr int kSenders = 16;

asio::awaitable<void> send_for_ever(ports::Acceptance& acceptance, domain::Chat chat, int acknowledgements) {
  for (;;) {
    const auto sent = draft(chat, kAnn, "under load");
    const auto accepted = co_await acceptance.accept(sent, ports::IdOrigin::sender);
    if (!accepted) ::_exit(1);
    if (::write(acknowledgements, sent.id.uuid.bytes.data(), 16) != 16) ::_exit(1);
  }
}

class CrashTest : public StoreFixture {
 protected:
  // In a process of its own: sends until it is killed, and writes the id of each accepted message to the
  // pipe. Deliveries are written at once.
  [[noreturn]] void serve(const domain::Chat& chat, int acknowledgements) {
    open();
    get(SqliteFanOutStage(*database, clock, "fan_out").next(1, clock.now()));
    SqliteAcceptance acceptance(*database, {});
    asio::io_context loop;
    for (int i = 0; i < kSenders; ++i)
      asio::co_spawn(loop, send_for_ever(acceptance, chat, acknowledgements),
                     [](std::exception_ptr) { ::_exit(1); });
    loop.run();
    ::_exit(1);
  }

  // The ids that were acknowledged by a server that got kill -9 in the middle of its work.
  std::set<domain::MessageId> serve_and_kill(const domain::Chat& chat, std::size_t kill_after) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) serve(chat, ends[1]);
    ::close(ends[1]);
    std::set<domain::MessageId> acknowledged;
    domain::MessageId id;
    while (::read(ends[0], id.uuid.bytes.data(), 16) == 16) {
      acknowledged.insert(id);
      if (acknowledged.size() == kill_after) ::kill(child, SIGKILL);
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return acknowledged;
  }
};

TEST_F(CrashTest, EveryAcknowledgedMessageAndItsDeliveriesSurviveKillMinusNine) {
  open();
  const auto chat = new_chat();
  close();
  std::set<domain::MessageId> acknowledged;
  for (int round = 0; round < 3; ++round)
    acknowledged.merge(serve_and_kill(chat, 200));
  ASSERT_GE(acknowledged.size(), 600u);

  open();
  SqliteFanOutStage log(*database, clock, "checker");
  const auto records = get(log.next(100'000, clock.now()));
  std::set<domain::MessageId> stored;
  for (std::size_t i = 0; i < records.size(); ++i) {
    stored.insert(records[i].record.id);
    if (i == 0) continue;
    EXPECT_GT(records[i].offset, records[i - 1].offset);
    EXPECT_GT(records[i].record.time, records[i - 1].record.time);
  }
  EXPECT_TRUE(std::includes(stored.begin(), stored.end(), acknowledged.begin(), acknowledged.end()));
  EXPECT_EQ(stored.size(), records.size());
  EXPECT_EQ(get(SqliteHistory(*database).before(chat.id, std::nullopt, 100'000)).size(), records.size());

  // No message without its deliveries, and nothing left to the hop.
  EXPECT_EQ(count("SELECT count(*) FROM chat_deliveries"), static_cast<std::int64_t>(2 * records.size()));
  EXPECT_TRUE(get(SqliteFanOutStage(*database, clock, "fan_out").next(1, clock.now())).empty());

  send(chat, "after the crash");
  EXPECT_GT(get(log.next(1, clock.now())).at(0).offset, records.back().offset);
}

}  // namespace
}  // namespace caravan::sqlite
