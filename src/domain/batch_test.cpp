#include "domain/batch.hpp"

#include <gtest/gtest.h>
#include <string>

namespace caravan::domain {
namespace {

Batch batch(std::int64_t after, std::vector<std::int64_t> offsets, std::size_t body_bytes = 1) {
  Batch made{.key = UserId{1}, .messages = {}, .offsets = std::move(offsets), .after = after};
  for (const auto offset : made.offsets)
    made.messages.push_back(
        std::make_shared<Message>(Message{.id = {},
                                          .chat = {},
                                          .from = {2},
                                          .to = {},
                                          .body = std::string(body_bytes, 'x'),
                                          .time = TimeUuid::at({}, static_cast<std::uint64_t>(offset))}));
  return made;
}

using Offsets = std::vector<std::int64_t>;

TEST(Batches, ThatFollowEachOtherBecomeOne) {
  auto one = batch(3, {5, 8});
  append(one, batch(8, {9}));
  EXPECT_EQ(one.offsets, (Offsets{5, 8, 9}));
  EXPECT_EQ(one.messages.size(), 3u);
  EXPECT_EQ(one.after, 3);
  EXPECT_EQ(one.last(), 9);
}

TEST(Batches, ThatOverlapKeepEachMessageOnce) {
  auto one = batch(3, {5, 8});
  append(one, batch(4, {5, 8, 10}));
  EXPECT_EQ(one.offsets, (Offsets{5, 8, 10}));
  EXPECT_EQ(one.messages.size(), 3u);
  append(one, batch(4, {5, 8}));
  EXPECT_EQ(one.offsets, (Offsets{5, 8, 10}));
}

TEST(Batches, WithAGapBetweenThemLeaveTheLaterOneAlone) {
  auto one = batch(3, {5, 8});
  append(one, batch(11, {12}));
  EXPECT_EQ(one.offsets, (Offsets{12}));
  EXPECT_EQ(one.after, 11);
}

TEST(Batches, OfAVersionWithoutOffsetsAreNotJoined) {
  auto unplaced = batch(0, {1, 2});
  unplaced.offsets.clear();
  EXPECT_FALSE(is_placed(unplaced));
  auto one = batch(3, {5});
  append(one, unplaced);
  EXPECT_EQ(one.messages.size(), 2u);
  append(one, batch(6, {7}));
  EXPECT_EQ(one.offsets, (Offsets{7}));
}

TEST(Batches, KeepTheirNewestWithinTheBytesAndShowTheGap) {
  auto one = batch(3, {5, 8, 9}, 10);
  EXPECT_EQ(keep_newest(one, 30), 0u);
  EXPECT_EQ(keep_newest(one, 29), 1u);
  EXPECT_EQ(one.offsets, (Offsets{8, 9}));
  EXPECT_EQ(one.after, 5);
  EXPECT_EQ(keep_newest(one, 0), 1u);
  EXPECT_EQ(one.offsets, (Offsets{9})) << "the newest stays, whatever its size";
}

}  // namespace
}  // namespace caravan::domain
