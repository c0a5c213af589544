#include "bench/stamp.hpp"

#include <gtest/gtest.h>

namespace caravan::bench {
namespace {

TEST(Stamp, ComesBackAsItWasWritten) {
  const Due due{std::chrono::nanoseconds(1'234'567'890'123'456'789)};
  std::string text = R"({"body":")" + blank_stamp() + "\"}";
  const auto size = text.size();
  write_stamp(text, due);
  EXPECT_EQ(text.size(), size);

  std::string_view rest = text;
  Due read;
  ASSERT_TRUE(take_stamp(rest, read));
  EXPECT_EQ(read, due);
  EXPECT_EQ(rest, "\"}");
  EXPECT_FALSE(take_stamp(rest, read));
}

TEST(Stamp, AnIdTakesThePlaceOfTheBlankOne) {
  const domain::MessageId id{domain::Uuid::v4(3, 4)};
  std::string text = R"({"message_id":")" + blank_id().uuid.to_string() + "\"}";
  write_id(text, id);
  EXPECT_EQ(text, R"({"message_id":")" + id.uuid.to_string() + "\"}");
}

TEST(Stamp, SeveralInOneTextAreReadInTheirOrder) {
  std::string one = blank_stamp(), two = blank_stamp();
  write_stamp(one, Due{std::chrono::nanoseconds(5)});
  write_stamp(two, Due{std::chrono::nanoseconds(60)});
  const std::string text = one + "," + two;
  std::string_view rest = text;
  Due due;
  ASSERT_TRUE(take_stamp(rest, due));
  EXPECT_EQ(due.time_since_epoch().count(), 5);
  ASSERT_TRUE(take_stamp(rest, due));
  EXPECT_EQ(due.time_since_epoch().count(), 60);
  EXPECT_FALSE(take_stamp(rest, due));
}

}  // namespace
}  // namespace caravan::bench
