#include "pipeline/aggregate/held.hpp"

#include <gmock/gmock.h>
#include <memory>
#include <string>

namespace caravan::aggregate {
namespace {

using namespace std::chrono_literals;
using domain::UserId;
using testing::ElementsAre;
using testing::IsEmpty;

struct HeldTest : testing::Test {
  runtime::SteadyTime now{1h};
  Held held{{.time = 10s, .bytes_max = 1000}};

  void add(std::int64_t recipient, ports::Offset offset, std::string body = "hi") {
    auto message = std::make_shared<domain::Message>(domain::Message{.id = {},
                                                                     .chat = {},
                                                                     .from = {9},
                                                                     .to = {},
                                                                     .body = std::move(body),
                                                                     .time = domain::TimeUuid::at({}, 0)});
    held.add({{recipient}, std::move(message), offset, offset}, now);
  }
  static std::vector<ports::Offset> offsets(const std::vector<Held::Delivery>& deliveries) {
    std::vector<ports::Offset> all;
    for (const auto& delivery : deliveries)
      all.push_back(delivery.offset);
    return all;
  }
  auto take(std::int64_t recipient) { return offsets(held.take({recipient})); }
  auto expired() { return offsets(held.take_expired(now)); }
};

TEST_F(HeldTest, GivesARecipientsDeliveriesOnceInOrder) {
  add(1, 1);
  add(2, 2);
  add(1, 3);
  EXPECT_THAT(take(1), ElementsAre(1, 3));
  EXPECT_THAT(take(1), IsEmpty());
  EXPECT_THAT(take(2), ElementsAre(2));
  EXPECT_TRUE(held.empty());
  EXPECT_EQ(held.bytes(), 0u);
}

TEST_F(HeldTest, LetsGoWhatIsOld) {
  add(1, 1);
  now += 6s;
  add(1, 2);
  add(2, 3);
  EXPECT_THAT(expired(), IsEmpty());
  now += 4s;
  EXPECT_THAT(expired(), ElementsAre(1));
  EXPECT_THAT(take(1), ElementsAre(2));
  now += 6s;
  EXPECT_THAT(expired(), ElementsAre(3));
}

TEST_F(HeldTest, KnowsBehindWhichRecordNothingIsHeld) {
  EXPECT_EQ(held.first_offset(), std::nullopt);
  add(1, 5);
  add(2, 6);
  add(1, 7);
  EXPECT_EQ(held.first_offset(), 5);
  take(1);
  EXPECT_EQ(held.first_offset(), 6);
  take(2);
  EXPECT_EQ(held.first_offset(), std::nullopt);
}

TEST_F(HeldTest, LetsTheOldestGoEarlyWhenItsBytesAreFull) {
  const std::string body(300 - Held::kBookkeeping, 'x');
  for (ports::Offset offset = 1; offset <= 4; ++offset)
    add(offset % 2, offset, body);
  EXPECT_EQ(held.bytes(), 1200u);
  EXPECT_THAT(expired(), ElementsAre(1));
  EXPECT_EQ(held.bytes(), 900u);
  EXPECT_EQ(held.let_go_early(), 1u);
  EXPECT_THAT(take(1), ElementsAre(3));
  EXPECT_THAT(take(0), ElementsAre(2, 4));
}

TEST_F(HeldTest, GoesOnWithARecipientWhoseOldestWasLetGo) {
  add(1, 1);
  now += 5s;
  add(1, 2);
  now += 5s;
  EXPECT_THAT(expired(), ElementsAre(1));
  add(1, 3);
  EXPECT_THAT(take(1), ElementsAre(2, 3));
  add(1, 4);
  EXPECT_THAT(take(1), ElementsAre(4));
}

}  // namespace
}  // namespace caravan::aggregate
