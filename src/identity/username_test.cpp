#include "identity/username.hpp"

#include <gtest/gtest.h>

namespace caravan::identity {
namespace {

TEST(Username, HasThreeToSixtyFourCharacters) {
  EXPECT_EQ(parse_username("ab").error(), text::NameFault::too_short);
  EXPECT_EQ(*parse_username("ada"), "ada");
  EXPECT_EQ(parse_username(std::string(65, 'a')).error(), text::NameFault::too_long);
}

TEST(Username, IsReservedWhenItSaysWhoItsBearerIs) {
  for (const char* name : {"You", "you", "System", "admin", "Support ✓", "Supp\u043ert", "Caravan Support",
                           "The Moderators", "\uff33ystem", "[deleted]"})
    EXPECT_TRUE(is_reserved(name)) << name;
  for (const char* name : {"Mark", "Yousef", "Admina", "Mark Support", "🚚🚚🚚", "..."})
    EXPECT_FALSE(is_reserved(name)) << name;
}

}  // namespace
}  // namespace caravan::identity
