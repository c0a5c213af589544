#include <gmock/gmock.h>

#include "adapters/sqlite/sqlite_log.hpp"
#include "adapters/sqlite/store_fixture.hpp"

namespace caravan::sqlite {
namespace {

using ports::contract::get;
using ports::contract::kAnn;
using ports::contract::kBen;

class LogTest : public StoreFixture {
 protected:
  void SetUp() override { open(); }
};

TEST_F(LogTest, AStageFindsMessagesThatItDidNotReadItself) {
  const auto chat = new_chat();
  const auto message = std::make_shared<const domain::Message>(send(chat, "read by another"));
  SqliteFanOutStage stage(*database, clock, "fan_out");
  get(stage.append_and_commit({{kBen, message}}, 1));
  const auto inbox = get(SqliteInbox(*database).since(kBen, 0, 10));
  ASSERT_EQ(inbox.deliveries.size(), 1u);
  EXPECT_EQ(*inbox.deliveries[0].record.message, *message);
}

TEST_F(LogTest, AMessageThatIsNotStoredIsRefusedAndNothingIsHandedOn) {
  const auto chat = new_chat();
  auto stored = send(chat, "stored");
  const auto known = std::make_shared<const domain::Message>(stored);
  stored.id = domain::MessageId{ports::contract::new_uuid()};
  const auto unknown = std::make_shared<const domain::Message>(stored);
  SqliteFanOutStage stage(*database, clock, "fan_out");
  const auto refused = runtime::run_to_end(stage.append_and_commit({{kAnn, known}, {kBen, unknown}}, 1));
  EXPECT_EQ(refused.error().code, ports::Errc::invalid);
  EXPECT_EQ(count("SELECT count(*) FROM chat_deliveries"), 0);
  EXPECT_EQ(get(SqliteFanOutStage(*database, clock, "fan_out").next(10, clock.now())).size(), 1u);
}

TEST_F(LogTest, ReadersOfOneMessageShareIt) {
  const auto chat = new_chat();
  const auto message = std::make_shared<const domain::Message>(send(chat, "shared"));
  SqliteFanOutStage stage(*database, clock, "fan_out");
  get(stage.append_and_commit({{kAnn, message}, {kBen, message}}, 1));
  const auto deliveries = get(SqliteAggregateStage(*database, clock, "aggregate").next(10, clock.now()));
  ASSERT_EQ(deliveries.size(), 2u);
  EXPECT_EQ(deliveries[0].record.message, deliveries[1].record.message);
}

}  // namespace
}  // namespace caravan::sqlite
