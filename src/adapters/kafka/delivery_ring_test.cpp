#include "adapters/kafka/delivery_ring.hpp"

#include <gmock/gmock.h>
#include <memory>

namespace caravan::kafka {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr domain::UserId kAnn{1}, kBen{2};
const ports::SteadyTime kStart{1h};

ports::Logged<domain::Delivery> delivery(ports::Offset offset, domain::UserId recipient,
                                         std::string body = "text") {
  domain::TimeUuidSequence times(1);
  domain::Message message{{}, {}, kAnn, kBen, std::move(body), times.next({})};
  return {offset, {recipient, std::make_shared<const domain::Message>(std::move(message))}};
}

std::vector<ports::Offset> offsets(const ports::InboxPage& page) {
  std::vector<ports::Offset> result;
  for (const auto& logged : page.deliveries)
    result.push_back(logged.offset);
  return result;
}

class DeliveryRingTest : public testing::Test {
 protected:
  static constexpr std::int32_t kPartitions = 2;
  explicit DeliveryRingTest(DeliveryRing::Options options = {.bytes_max = 1 << 20, .age_max = 1min})
      : ring(options, kPartitions) {
    ring.start({10, 20});
  }
  DeliveryRing ring;
};

TEST_F(DeliveryRingTest, GivesOneRecipientsDeliveriesAfterAnOffset) {
  ring.add(0, delivery(11, kAnn), kStart);
  ring.add(0, delivery(12, kBen), kStart);
  ring.add(0, delivery(13, kAnn), kStart);
  EXPECT_THAT(offsets(ring.since(0, kAnn, 10, 9)), ElementsAre(11, 13));
  EXPECT_THAT(offsets(ring.since(0, kAnn, 11, 9)), ElementsAre(13));
  const auto nothing = ring.since(0, kAnn, 13, 9);
  EXPECT_TRUE(nothing.complete);
  EXPECT_THAT(nothing.deliveries, IsEmpty());
}

TEST_F(DeliveryRingTest, DoesNotKnowWhatWasBeforeItsStart) {
  ring.add(0, delivery(11, kAnn), kStart);
  EXPECT_FALSE(ring.since(0, kAnn, 9, 9).complete);
  EXPECT_TRUE(ring.since(0, kAnn, 10, 9).complete);
}

TEST_F(DeliveryRingTest, DoesNotKnowWhatItHasNotRead) {
  ring.add(0, delivery(11, kAnn), kStart);
  EXPECT_FALSE(ring.since(0, kAnn, 12, 9).complete);
}

TEST_F(DeliveryRingTest, MoreThanAskedForIsIncompleteAndEmpty) {
  for (const ports::Offset offset : {11, 12, 13})
    ring.add(0, delivery(offset, kAnn), kStart);
  const auto page = ring.since(0, kAnn, 10, 2);
  EXPECT_FALSE(page.complete);
  EXPECT_THAT(page.deliveries, IsEmpty());
  EXPECT_TRUE(ring.since(0, kAnn, 10, 3).complete);
}

TEST_F(DeliveryRingTest, WhatGrewOldLeavesAndIsMissed) {
  ring.add(0, delivery(11, kAnn), kStart);
  ring.add(0, delivery(12, kAnn), kStart + 30s);
  ring.forget_old(kStart + 61s);
  EXPECT_FALSE(ring.since(0, kAnn, 10, 9).complete);
  EXPECT_THAT(offsets(ring.since(0, kAnn, 11, 9)), ElementsAre(12));
  EXPECT_TRUE(ring.since(1, kAnn, 20, 9).complete);
}

TEST_F(DeliveryRingTest, HoldsNoMoreThanItsBytes) {
  const std::string body(100'000, 'x');
  for (ports::Offset offset = 11; offset < 31; ++offset)
    ring.add(0, delivery(offset, kAnn, body), kStart);
  EXPECT_LE(ring.bytes(), std::size_t{1 << 20});
  EXPECT_EQ(ring.size(), 10u);
  EXPECT_FALSE(ring.since(0, kAnn, 19, 99).complete);
  EXPECT_EQ(offsets(ring.since(0, kAnn, 20, 99)).size(), 10u);
}

TEST_F(DeliveryRingTest, AGapIsRemembered) {
  ring.add(0, delivery(11, kAnn), kStart);
  ring.add(0, delivery(15, kAnn), kStart);
  EXPECT_FALSE(ring.since(0, kAnn, 11, 9).complete);
  EXPECT_THAT(offsets(ring.since(0, kAnn, 14, 9)), ElementsAre(15));
}

TEST_F(DeliveryRingTest, ARecordThatIsNoDeliveryIsNoGap) {
  ring.add(0, delivery(11, kAnn), kStart);
  ring.pass(0, 12);
  ring.add(0, delivery(13, kAnn), kStart);
  EXPECT_THAT(offsets(ring.since(0, kAnn, 10, 9)), ElementsAre(11, 13));
  EXPECT_EQ(ring.position(0), 13);
}

TEST_F(DeliveryRingTest, StartingAnewForgetsWhatItHeld) {
  ring.add(0, delivery(11, kAnn), kStart);
  ring.start({0, 0});
  EXPECT_THAT(offsets(ring.since(0, kAnn, 0, 9)), IsEmpty());
  ring.add(0, delivery(1, kAnn), kStart);
  EXPECT_THAT(offsets(ring.since(0, kAnn, 0, 9)), ElementsAre(1));
  EXPECT_EQ(ring.size(), 1u);
}

}  // namespace
}  // namespace caravan::kafka
