#include "adapters/kafka/reading_places.hpp"

#include <gmock/gmock.h>

namespace caravan::kafka {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ReadingPlacesTest : public testing::Test {
 protected:
  ReadingPlacesTest() {
    places.assign(0);
    places.assign(1);
  }
  ReadingPlaces places;
};

TEST_F(ReadingPlacesTest, NumbersGrowInReadingOrderAcrossPartitions) {
  EXPECT_EQ(places.read(0, 100), 1);
  EXPECT_EQ(places.read(1, 7), 2);
  EXPECT_EQ(places.read(0, 101), 3);
}

TEST_F(ReadingPlacesTest, DoneIsTheNextOffsetOfEachPartition) {
  for (const std::int64_t offset : {100, 101, 102})
    places.read(0, offset);
  places.read(1, 7);
  places.done(2);
  EXPECT_THAT(places.uncommitted(), ElementsAre(PartitionOffset{0, 102}));
  places.done(4);
  EXPECT_THAT(places.uncommitted(), ElementsAre(PartitionOffset{0, 103}, PartitionOffset{1, 8}));
}

TEST_F(ReadingPlacesTest, DoneStepsOverHolesInAPartition) {
  places.read(0, 100);
  places.read(0, 105);
  places.done(1);
  EXPECT_THAT(places.uncommitted(), ElementsAre(PartitionOffset{0, 101}));
  places.done(2);
  EXPECT_THAT(places.uncommitted(), ElementsAre(PartitionOffset{0, 106}));
}

TEST_F(ReadingPlacesTest, DoneNeverGoesBack) {
  places.read(0, 100);
  places.read(0, 101);
  places.done(2);
  places.done(1);
  EXPECT_THAT(places.uncommitted(), ElementsAre(PartitionOffset{0, 102}));
}

TEST_F(ReadingPlacesTest, WhatIsPassedIsDoneAsSoonAsAllBeforeItIs) {
  for (const std::int64_t offset : {100, 101, 102, 103})
    places.read(0, offset);
  places.pass(4);
  places.pass(2);
  EXPECT_THAT(places.uncommitted(), IsEmpty());
  places.done(1);
  EXPECT_THAT(places.uncommitted(), ElementsAre(PartitionOffset{0, 102}));
  places.done(3);
  EXPECT_THAT(places.uncommitted(), ElementsAre(PartitionOffset{0, 104}));
}

TEST_F(ReadingPlacesTest, WhatIsPassedWithNothingBeforeItIsDoneAtOnce) {
  places.pass(*places.read(0, 100));
  EXPECT_THAT(places.uncommitted(), ElementsAre(PartitionOffset{0, 101}));
}

TEST_F(ReadingPlacesTest, APlaceIsKnownFromTheFirstRecordOn) {
  EXPECT_THAT(places.places(), IsEmpty());
  places.read(0, 100);
  EXPECT_THAT(places.places(), ElementsAre(PartitionOffset{0, 100}));
  places.done(1);
  EXPECT_THAT(places.places(), ElementsAre(PartitionOffset{0, 101}));
  places.revoke(0);
  EXPECT_THAT(places.places(), IsEmpty());
}

TEST_F(ReadingPlacesTest, WhatWasCommittedIsNotAskedForAgain) {
  places.read(0, 100);
  places.read(1, 7);
  places.done(2);
  places.committed({{0, 101}});
  EXPECT_THAT(places.uncommitted(), ElementsAre(PartitionOffset{1, 8}));
  places.committed({{1, 8}});
  EXPECT_THAT(places.uncommitted(), IsEmpty());
}

TEST_F(ReadingPlacesTest, AnOlderCommitDoesNotHideANewerDone) {
  places.read(0, 100);
  places.read(0, 101);
  places.done(1);
  const auto first = places.uncommitted();
  places.done(2);
  places.committed(first);
  EXPECT_THAT(places.uncommitted(), ElementsAre(PartitionOffset{0, 102}));
}

TEST_F(ReadingPlacesTest, RecordsOfARevokedPartitionAreNotCommitted) {
  places.read(0, 100);
  places.read(1, 7);
  places.revoke(0);
  places.done(2);
  EXPECT_THAT(places.uncommitted(), ElementsAre(PartitionOffset{1, 8}));
  EXPECT_EQ(places.read(0, 101), std::nullopt);
}

TEST_F(ReadingPlacesTest, APartitionThatComesBackForgetsWhatWasReadBefore) {
  places.read(0, 100);
  places.read(0, 101);
  places.revoke(0);
  places.assign(0);
  EXPECT_EQ(places.read(0, 100), 3);
  places.done(2);
  EXPECT_THAT(places.uncommitted(), IsEmpty());
  places.done(3);
  EXPECT_THAT(places.uncommitted(), ElementsAre(PartitionOffset{0, 101}));
}

}  // namespace
}  // namespace caravan::kafka
