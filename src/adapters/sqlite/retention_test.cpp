#include "adapters/sqlite/retention.hpp"

#include <gtest/gtest.h>

#include "adapters/sqlite/store_fixture.hpp"
#include "ports/contract_tests/waiting_call.hpp"

namespace caravan::sqlite {
namespace {

using namespace std::chrono_literals;
using ports::contract::get;
using ports::contract::kBen;

class RetentionTest : public StoreFixture {
 protected:
  void SetUp() override { open(); }
  std::int64_t deliveries() { return count("SELECT count(*) FROM chat_deliveries"); }
  std::int64_t batches() { return count("SELECT count(*) FROM chat_messages_grouped"); }
  std::int64_t sweep(Retention::Options options = {}) {
    return get(Retention(*database, clock, options, metrics).sweep());
  }
};

TEST_F(RetentionTest, TakesWhatIsOldAndLeavesTheRestAndEveryMessage) {
  const auto chat = new_chat();
  deliver(chat, "old");
  deliver(chat, "old too");
  clock.advance(24h * 5);
  deliver(chat, "young");
  clock.advance(24h * 3);
  EXPECT_EQ(sweep(), 2);
  EXPECT_EQ(deliveries(), 1);
  EXPECT_EQ(history(chat).size(), 3u);
  EXPECT_EQ(sweep(), 0);
}

TEST_F(RetentionTest, LeavesWhatAConsumerStillNeeds) {
  const auto chat = new_chat();
  deliver(chat, "1");
  deliver(chat, "2");
  SqliteAggregateStage aggregate(*database, clock, "aggregate");
  const auto read = get(aggregate.next(10, clock.now()));
  ASSERT_EQ(read.size(), 2u);
  clock.advance(24h * 30);
  EXPECT_EQ(sweep(), 0);
  get(aggregate.commit(read[0].offset));
  EXPECT_EQ(sweep(), 1);
  EXPECT_EQ(get(SqliteAggregateStage(*database, clock, "aggregate").next(10, clock.now())).size(), 1u);
}

TEST_F(RetentionTest, WithoutAFeedKeepsTheLogForThoseWhoFedReadersForAWhile) {
  const auto chat = new_chat();
  deliver(chat, "1");
  SqliteAggregateStage aggregate(*database, clock, "aggregate");
  ASSERT_EQ(get(aggregate.next(10, clock.now())).size(), 1u);
  clock.advance(24h * 8);
  EXPECT_EQ(sweep(), 0) << "it still runs";
  EXPECT_EQ(sweep({.feeds = {}, .absent_age = 24h * 10}), 0);
  clock.advance(24h * 3);
  EXPECT_EQ(sweep({.feeds = {}, .absent_age = 24h * 10}), 1);
  EXPECT_EQ(count("SELECT count(*) FROM offsets WHERE consumer <> 'fan_out'"), 0);
}

TEST_F(RetentionTest, AConsumerThatComesBackInTimeGoesOnWhereItWas) {
  const auto chat = new_chat();
  deliver(chat, "1");
  deliver(chat, "2");
  {
    SqliteAggregateStage aggregate(*database, clock, "aggregate");
    get(aggregate.commit(get(aggregate.next(10, clock.now())).front().offset));
  }
  clock.advance(24h * 6);
  EXPECT_EQ(sweep({.feeds = {}}), 0);
  SqliteAggregateStage again(*database, clock, "aggregate");
  EXPECT_EQ(get(again.next(10, clock.now())).size(), 1u);
}

// Such as one of another version, or with a name that nobody remembers.
TEST_F(RetentionTest, AConsumerThatNobodyKnowsDoesNotStopItForEver) {
  const auto chat = new_chat();
  deliver(chat, "1");
  SqliteAggregateStage forgotten(*database, clock, "aggregate_of_old");
  ASSERT_EQ(get(forgotten.next(10, clock.now())).size(), 1u);
  clock.advance(24h * 30);
  EXPECT_EQ(sweep(), 1);
  EXPECT_EQ(deliveries(), 0);
}

TEST_F(RetentionTest, AnAbsentConsumerThatNeedsNothingKeepsItsPlace) {
  const auto chat = new_chat();
  SqliteBatchConsumer publish(*database, clock, "publish");
  ASSERT_EQ(get(publish.next(10, clock.now())).size(), 0u);
  clock.advance(24h * 300);
  sweep({.feeds = {}});
  EXPECT_EQ(count("SELECT count(*) FROM offsets WHERE consumer = 'publish'"), 1);
}

TEST_F(RetentionTest, TakesOldBatchesToo) {
  const auto chat = new_chat();
  deliver(chat, "1");
  SqliteAggregateStage aggregate(*database, clock, "aggregate");
  const auto read = get(aggregate.next(10, clock.now()));
  get(aggregate.append_and_commit({{kBen, {read[0].record.message}}}, read[0].offset));
  clock.advance(24h * 6);
  EXPECT_EQ(sweep(), 0);
  clock.advance(24h * 2);
  EXPECT_EQ(sweep(), 2);
  EXPECT_EQ(batches(), 0);
}

TEST_F(RetentionTest, WorksInChunks) {
  const auto chat = new_chat();
  for (int i = 0; i < 7; ++i)
    deliver(chat, "old");
  clock.advance(24h * 30);
  EXPECT_EQ(sweep({.chunk = 3}), 7);
  EXPECT_EQ(deliveries(), 0);
}

TEST_F(RetentionTest, RunsAtEveryInterval) {
  const auto chat = new_chat();
  deliver(chat, "old");
  Retention retention(*database, clock, {}, metrics);
  ports::contract::WaitingCall running(retention.run(), clock);
  running.run_until_it_waits();
  EXPECT_EQ(deliveries(), 1);
  clock.advance(24h * 30);
  running.run_until_it_waits();
  EXPECT_EQ(deliveries(), 0);
  running.cancel();
  EXPECT_THROW(running.finish(), boost::system::system_error);
}

}  // namespace
}  // namespace caravan::sqlite
