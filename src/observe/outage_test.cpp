#include "observe/outage.hpp"

#include <gtest/gtest.h>

namespace caravan::observe {
namespace {

using namespace std::chrono_literals;

constexpr Outage::Time kStart{1h};

TEST(OutageTest, TheFirstFailureIsLoggedThenOneAfterEachSilence) {
  Outage outage(10s);
  EXPECT_TRUE(outage.failed(kStart));
  EXPECT_FALSE(outage.failed(kStart + 1ms));
  EXPECT_FALSE(outage.failed(kStart + 9999ms));
  EXPECT_TRUE(outage.failed(kStart + 10s));
  EXPECT_FALSE(outage.failed(kStart + 11s));
  EXPECT_EQ(outage.failures(), 5u);
}

TEST(OutageTest, ItsEndSumsItUp) {
  Outage outage(10s);
  EXPECT_FALSE(outage.ended(kStart)) << "nothing has failed yet";
  outage.failed(kStart);
  outage.failed(kStart + 1s);
  const auto summary = outage.ended(kStart + 3s);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->failures, 2u);
  EXPECT_EQ(summary->seconds, 3);
  EXPECT_FALSE(outage.ended(kStart + 4s));
}

TEST(OutageTest, WhatComesAndGoesIsToldOnceInAWhile) {
  Outage outage(10s);
  outage.failed(kStart);
  outage.ended(kStart + 1s);
  EXPECT_FALSE(outage.failed(kStart + 2s));
  EXPECT_FALSE(outage.ended(kStart + 3s)) << "an end without a beginning would puzzle its reader";
  EXPECT_TRUE(outage.failed(kStart + 12s));
  EXPECT_TRUE(outage.ended(kStart + 13s));
}

}  // namespace
}  // namespace caravan::observe
