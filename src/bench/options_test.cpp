#include "bench/options.hpp"

#include <gmock/gmock.h>

namespace caravan::bench {
namespace {

using testing::HasSubstr;
using testing::Optional;

TEST(Options, TheDefaultsMakeSense) {
  EXPECT_EQ(fault_in(Options{}), std::nullopt);
}

TEST(Options, ThereAreNoMoreDirectChatsThanPairs) {
  EXPECT_EQ(fault_in(Options{.users = 4, .chats = 6}), std::nullopt);
  EXPECT_THAT(fault_in(Options{.users = 4, .chats = 7}), Optional(HasSubstr("--chats must be 1 to 6")));
}

TEST(Options, WhatMakesNoSenseIsNamed) {
  EXPECT_THAT(fault_in(Options{.in_flight = 0}), Optional(HasSubstr("--in-flight")));
  EXPECT_THAT(fault_in(Options{.users = 1}), Optional(HasSubstr("--users")));
  EXPECT_THAT(fault_in(Options{.users = 0}), Optional(HasSubstr("--users")));
  EXPECT_THAT(fault_in(Options{.chats = 0}), Optional(HasSubstr("--chats")));
  EXPECT_THAT(fault_in(Options{.length = std::chrono::seconds(0)}), Optional(HasSubstr("--seconds")));
  EXPECT_THAT(fault_in(Options{.warm_up = std::chrono::hours(2)}), Optional(HasSubstr("--warm-up")));
  EXPECT_THAT(fault_in(Options{.rate = 0}), Optional(HasSubstr("--rate")));
  EXPECT_THAT(fault_in(Options{.rate = std::numeric_limits<double>::quiet_NaN()}),
              Optional(HasSubstr("--rate")));
}

}  // namespace
}  // namespace caravan::bench
