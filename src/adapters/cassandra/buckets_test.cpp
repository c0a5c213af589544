#include "adapters/cassandra/buckets.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <set>

namespace caravan::cassandra {
namespace {

using testing::ElementsAre;

domain::WallTime at(std::int64_t seconds) {
  return domain::WallTime(std::chrono::seconds(seconds));
}

constexpr std::int64_t kNow = 1'800'000'000;
constexpr std::size_t kMax = 1'000;

TEST(Bucket, ALevelDividesASlotBySixteen) {
  for (std::size_t level = 1; level < kBucketLevels; ++level) {
    const auto fine = Bucket::around(at(kNow), level), coarse = Bucket::around(at(kNow), level - 1);
    EXPECT_LE(coarse.start_s, fine.start_s);
    EXPECT_EQ(fine.ancestor(level - 1), coarse);
    EXPECT_EQ((fine.start_s - coarse.start_s) % (std::int64_t{1} << (22 - 4 * level)), 0);
  }
}

TEST(Bucket, AKeyTellsItsBucketAlsoBefore1970) {
  for (const auto seconds : {kNow, std::int64_t{0}, std::int64_t{-1}, std::int64_t{-12'219'292'800}})
    for (std::size_t level = 0; level < kBucketLevels; ++level) {
      const auto bucket = Bucket::around(at(seconds), level);
      EXPECT_EQ(Bucket::from_key(bucket.key()), bucket);
      EXPECT_LE(bucket.start_s, seconds);
      EXPECT_LE(bucket.key(), last_key_at(at(seconds)));
    }
}

TEST(Bucket, KeysAreOrderedByStartThenFromCoarseToFine) {
  const auto coarse = Bucket::around(at(kNow), 0);
  const Bucket fine{coarse.start_s, 3}, later{coarse.start_s + 64, 4};
  EXPECT_LT(coarse.key(), fine.key());
  EXPECT_LT(fine.key(), later.key());
}

TEST(Times, AnInstantLiesBetweenItsFirstAndItsLastTime) {
  const auto some = domain::TimeUuid::at(at(kNow), 0x0102030405060708);
  EXPECT_LT(first_time_of(at(kNow)), some);
  EXPECT_LT(some, last_time_of(at(kNow)));
  EXPECT_LT(last_time_of(at(kNow)), first_time_of(at(kNow) + domain::TimeUuidTicks(1)));
  EXPECT_EQ(first_time(), first_time_of(at(-12'219'292'800)));
  EXPECT_LT(some, last_time());
}

TEST(Segments, TheFinestBucketOfAStartStandsForIt) {
  const auto start = Bucket::around(at(kNow), 0).start_s;
  const Bucket coarse{start, 0}, fine{start, 2}, later{start + 16'384, 2};
  const auto descending = segments_of({later.key(), fine.key(), coarse.key()});
  const auto ascending = segments_of({coarse.key(), fine.key(), later.key()});
  ASSERT_EQ(descending.size(), 2u);
  EXPECT_EQ(descending[0].bucket, later);
  EXPECT_EQ(descending[1].bucket, fine);
  ASSERT_EQ(ascending.size(), 2u);
  EXPECT_EQ(ascending[0].bucket, fine);
  EXPECT_EQ(ascending[1].bucket, later);
}

TEST(Segments, MessagesAreInTheBucketAndItsAncestors) {
  const auto bucket = Bucket::around(at(kNow), 2);
  EXPECT_THAT(Segment{bucket}.sources(), ElementsAre(bucket.ancestor(0), bucket.ancestor(1), bucket));
}

TEST(BucketFilling, AQuietChatStaysInOneBucketForASlot) {
  BucketFilling filling;
  const auto slot = Bucket::around(at(kNow), 0);
  EXPECT_EQ(filling.place(at(slot.start_s), 10, kMax), slot);
  EXPECT_EQ(filling.place(at(slot.start_s + (1 << 22) - 1), 10, kMax), slot);
  EXPECT_EQ(filling.place(at(slot.start_s + (1 << 22)), 10, kMax).start_s, slot.start_s + (1 << 22));
}

TEST(BucketFilling, AFullBucketGivesWayToAFinerOneAndTheFinestTakesTheRest) {
  BucketFilling filling;
  for (std::size_t level = 0; level < kBucketLevels; ++level) {
    EXPECT_EQ(filling.place(at(kNow), kMax - 1, kMax), Bucket::around(at(kNow), level));
    EXPECT_EQ(filling.place(at(kNow), 1, kMax), Bucket::around(at(kNow), level));
  }
  EXPECT_EQ(filling.place(at(kNow), 1, kMax), Bucket::around(at(kNow), kBucketLevels - 1));
}

// What readers rely on: they look into a bucket's ancestors, and into no others.
TEST(BucketFilling, EveryBucketHasAncestorsThatWereWrittenTo) {
  BucketFilling filling;
  std::set<std::int64_t> written;
  std::size_t finest = 0;
  for (std::int64_t second = 0; second < 200'000; second += 7) {
    const auto bucket = filling.place(at(kNow + second), 100, kMax);
    for (std::size_t level = 0; level < bucket.level; ++level)
      ASSERT_TRUE(written.contains(bucket.ancestor(level).key()));
    written.insert(bucket.key());
    finest = std::max(finest, bucket.level);
  }
  EXPECT_EQ(finest, kBucketLevels - 1);
}

TEST(BucketFilling, ANewSlotMustBeRegisteredAnew) {
  BucketFilling filling;
  const auto bucket = filling.place(at(kNow), 1, kMax);
  EXPECT_FALSE(filling.is_registered(bucket));
  filling.set_registered(bucket);
  EXPECT_TRUE(filling.is_registered(bucket));
  const auto next = filling.place(at(kNow + (1 << 22)), 1, kMax);
  EXPECT_FALSE(filling.is_registered(next));
  EXPECT_FALSE(filling.is_registered(bucket));
}

}  // namespace
}  // namespace caravan::cassandra
