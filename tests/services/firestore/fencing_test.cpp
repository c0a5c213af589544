#include <gmock/gmock.h>

#include "services/firestore/firestore_fixture.hpp"

// Two processes that both believe to own a reader, as they do for a while when partitions move.
namespace caravan::firestore {
namespace {

using namespace std::chrono_literals;

class FirestoreFencing : public FirestoreTest {
 protected:
  Node former_{options()};
  Node present_{direct()};
};

TEST_F(FirestoreFencing, AWriteThatComesLateTakesNothingBack) {
  former_.show(batch(kAnn, 0, {1}));
  services::proxy("hold BatchWrite");
  auto late = former_.begin_to_show(batch(kAnn, 1, {2}));
  services::proxy("held 1");
  EXPECT_TRUE(present_.show(batch(kAnn, 1, {2, 3})).outcome);
  services::proxy("release");
  const auto answer = late.get();
  EXPECT_TRUE(answer.outcome) << "everything that he had to show is shown";
  EXPECT_EQ(answer.cost.reads, 1u);
  EXPECT_EQ(shown(kAnn), (Shown{3, 1, {1, 2, 3}}));
}

TEST_F(FirestoreFencing, AFirstWriteThatComesLateTakesNothingBack) {
  services::proxy("hold BatchWrite");
  auto late = former_.begin_to_show(batch(kAnn, 0, {1}));
  services::proxy("held 1");
  EXPECT_TRUE(present_.show(batch(kAnn, 0, {1, 2})).outcome);
  services::proxy("release");
  EXPECT_TRUE(late.get().outcome);
  EXPECT_EQ(shown(kAnn), (Shown{2, 1, {1, 2}}));
}

TEST_F(FirestoreFencing, AWriteThatWasGivenUpAndArrivesAllTheSameTakesNothingBack) {
  auto impatient = options();
  impatient.database.client.request_timeout = 200ms;
  Node former(impatient);
  former.show(batch(kAnn, 0, {1}));
  services::proxy("hold BatchWrite");
  EXPECT_FALSE(former.show(batch(kAnn, 1, {2})).outcome);
  EXPECT_TRUE(present_.show(batch(kAnn, 1, {2, 3})).outcome);
  services::proxy("release");
  // It has arrived when one that went behind it through the same proxy has.
  EXPECT_TRUE(former_.show(batch(kAnn, 3, {4})).outcome);
  EXPECT_EQ(shown(kAnn), (Shown{4, 1, {1, 2, 3, 4}}));
}

TEST_F(FirestoreFencing, WhatTheFormerOwnerHasAboveTheDocumentIsAdded) {
  present_.show(batch(kAnn, 0, {1}));
  former_.show(batch(kAnn, 1, {2}));
  const auto answer = present_.show(batch(kAnn, 1, {2, 3}));
  EXPECT_TRUE(answer.outcome);
  EXPECT_EQ(answer.cost.reads, 1u);
  EXPECT_EQ(answer.cost.writes, 2u);
  EXPECT_EQ(shown(kAnn), (Shown{3, 1, {1, 2, 3}}));
}

TEST_F(FirestoreFencing, TwoWhoWriteInTurnNeverGoBack) {
  for (std::int64_t n = 0; n < 20; ++n) {
    auto one = former_.begin_to_show(batch(kAnn, n, {n + 1}));
    auto other = present_.begin_to_show(batch(kAnn, n, {n + 1, n + 2}));
    EXPECT_TRUE(one.get().outcome);
    EXPECT_TRUE(other.get().outcome);
    EXPECT_EQ(shown(kAnn).n, n + 2);
  }
}

TEST_F(FirestoreFencing, AnEndedSessionStaysEndedWhileAWriteIsUnderWay) {
  former_.show(batch(kAnn, 0, {1}));
  services::proxy("hold BatchWrite");
  auto late = former_.begin_to_show(batch(kAnn, 1, {2}));
  services::proxy("held 1");
  EXPECT_TRUE(runtime::run_to_end(present_.sessions.end(kAnn, 5)));
  services::proxy("release");
  EXPECT_TRUE(late.get().outcome);
  EXPECT_EQ(shown(kAnn), (Shown{2, 1, {1, 2}}));
  EXPECT_EQ(std::get<std::int64_t>(document(kAnn)->fields.at("epoch")), 5);
}

TEST_F(FirestoreFencing, SessionsEndOnceAndForAll) {
  for (const auto& [epoch, expected] : std::vector<std::pair<int, int>>{{3, 3}, {2, 3}, {3, 3}, {4, 4}}) {
    EXPECT_TRUE(runtime::run_to_end(present_.sessions.end(kBen, epoch)));
    EXPECT_EQ(std::get<std::int64_t>(document(kBen)->fields.at("epoch")), expected);
  }
  EXPECT_EQ(shown(kBen), Shown{}) << "nothing was delivered";
}

TEST_F(FirestoreFencing, ASessionThatCouldNotBeEndedIsSaid) {
  services::proxy("fail call BatchWrite 14 1");
  const auto ended = runtime::run_to_end(former_.sessions.end(kBen, 1));
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, ports::Errc::uncertain);
}

}  // namespace
}  // namespace caravan::firestore
