#include "adapters/sqlite/recent_deliveries.hpp"

#include <gmock/gmock.h>

#include "adapters/sqlite/store_fixture.hpp"
#include "ports/contract_tests/waiting_call.hpp"

namespace caravan::sqlite {
namespace {

using ports::contract::get;
using ports::contract::kAnn;
using ports::contract::kBen;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

ports::Logged<domain::Delivery> delivery(ports::Offset offset, std::string body = "hi") {
  return {offset,
          {kBen, std::make_shared<const domain::Message>(domain::Message{
                     {}, {}, kAnn, std::nullopt, std::move(body), domain::TimeUuid::at({}, 0)})}};
}

std::optional<std::vector<ports::Offset>> offsets_after(const RecentDeliveries& recent, ports::Offset offset,
                                                        std::size_t count_max = 100) {
  const auto records = recent.after(offset, count_max);
  if (!records) return std::nullopt;
  std::vector<ports::Offset> offsets;
  for (const auto& logged : *records)
    offsets.push_back(logged.offset);
  return offsets;
}

TEST(RecentDeliveries, AreReadFromAnyPlaceAsFarAsTheyReachBack) {
  RecentDeliveries recent;
  recent.restart(10);
  recent.append({delivery(11), delivery(12)});
  recent.append({delivery(15)});
  EXPECT_THAT(offsets_after(recent, 10), Optional(ElementsAre(11, 12, 15)));
  EXPECT_THAT(offsets_after(recent, 12), Optional(ElementsAre(15)));
  EXPECT_THAT(offsets_after(recent, 10, 2), Optional(ElementsAre(11, 12)));
  EXPECT_THAT(offsets_after(recent, 15), Optional(IsEmpty()));
  EXPECT_EQ(offsets_after(recent, 9), std::nullopt) << "the file knows more";
}

TEST(RecentDeliveries, AreBoundedInNumberAndInBytes) {
  RecentDeliveries recent({.records_max = 2, .body_bytes_max = 10});
  recent.append({delivery(1), delivery(2), delivery(3)});
  EXPECT_EQ(offsets_after(recent, 0), std::nullopt);
  EXPECT_THAT(offsets_after(recent, 1), Optional(ElementsAre(2, 3)));
  recent.append({delivery(4, "nine byte")});
  EXPECT_THAT(offsets_after(recent, 3), Optional(ElementsAre(4)));
  EXPECT_EQ(offsets_after(recent, 2), std::nullopt);
}

TEST(RecentDeliveries, KnowNothingBehindACommitThatMayOrMayNotHaveBeenDone) {
  RecentDeliveries recent;
  recent.append({delivery(1)});
  recent.restart(3);
  recent.append({delivery(4)});
  EXPECT_EQ(offsets_after(recent, 1), std::nullopt);
  EXPECT_THAT(offsets_after(recent, 3), Optional(ElementsAre(4)));
}

struct RecentDeliveriesOfAStore : StoreFixture {
  void SetUp() override { open(); }
  Records<domain::Delivery> in_the_file(ports::Offset after) {
    return get(database->reads().run([after, time = database->stored_time()](
                                         Connection& connection) -> ports::Result<Records<domain::Delivery>> {
      return read_log<domain::Delivery>(connection, time, after, 100);
    }));
  }
};

// What the tail reads from memory is what the file holds, whichever way it came there.
TEST_F(RecentDeliveriesOfAStore, AreWhatTheFileHolds) {
  const auto chat = new_chat();
  SqliteAcceptance at_once(*database, {.fan_out_members_max = 2});
  deliver(chat, "by the hop");
  const auto sent = runtime::run_to_end(
      at_once.accept(ports::contract::draft(chat, kAnn, "at once"), ports::IdOrigin::sender));
  ASSERT_TRUE(sent);
  const auto recent = database->topics().recent_deliveries.after(0, 100);
  ASSERT_TRUE(recent);
  const auto stored = in_the_file(0);
  ASSERT_EQ(recent->size(), 3u);
  ASSERT_EQ(stored.size(), 3u);
  for (std::size_t i = 0; i < stored.size(); ++i) {
    EXPECT_EQ((*recent)[i].offset, stored[i].offset);
    EXPECT_EQ((*recent)[i].record.recipient, stored[i].record.recipient);
    EXPECT_EQ(*(*recent)[i].record.message, *stored[i].record.message);
  }
}

TEST_F(RecentDeliveriesOfAStore, OfAStoreThatIsOpenedAgainAreReadFromTheFile) {
  const auto chat = new_chat();
  deliver(chat, "before");
  close();
  open();
  EXPECT_EQ(database->topics().recent_deliveries.after(0, 100), std::nullopt);
  SqliteAggregateStage reader(*database, clock, "reader");
  EXPECT_EQ(get(reader.next(100, clock.now())).size(), 1u);
}

}  // namespace
}  // namespace caravan::sqlite
