#include "domain/uuid.hpp"

#include <gtest/gtest.h>

namespace caravan::domain {
namespace {

TEST(Uuid, RoundTripsItsCanonicalForm) {
  const auto id = Uuid::parse("919108F7-52d1-4320-9bac-f847db4148a8");
  ASSERT_TRUE(id);
  EXPECT_EQ(id->to_string(), "919108f7-52d1-4320-9bac-f847db4148a8");
}

TEST(Uuid, RefusesEveryOtherForm) {
  for (const char* text : {"", "919108f752d143209bacf847db4148a8", "{919108f7-52d1-4320-9bac-f847db4148a8}",
                           "919108f7-52d1-4320-9bac-f847db4148a", "919108f7-52d1-4320-9bac-f847db4148a8 ",
                           "919108f7-52d1-4320-9bac+f847db4148a8", "g19108f7-52d1-4320-9bac-f847db4148a8"})
    EXPECT_FALSE(Uuid::parse(text)) << text;
}

TEST(Uuid, MarksRandomBitsAsVersionFour) {
  const auto id = Uuid::v4(~0ULL, ~0ULL);
  EXPECT_EQ(id.version(), 4);
  EXPECT_EQ(id.to_string(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

TEST(Uuid, PutsTheTimeOfVersionSevenInFront) {
  // The time of the example in RFC 9562, appendix A.6.
  const auto id = Uuid::v7(0x017F22E279B0, ~0ULL, ~0ULL);
  EXPECT_EQ(id.version(), 7);
  EXPECT_EQ(id.to_string(), "017f22e2-79b0-7fff-bfff-ffffffffffff");
  EXPECT_LT(id, Uuid::v7(0x017F22E279B1, 0, 0));
}

}  // namespace
}  // namespace caravan::domain
