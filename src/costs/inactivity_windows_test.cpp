#include "costs/inactivity_windows.hpp"

#include <gtest/gtest.h>
#include <random>

#include "costs/replay_time.hpp"
#include "domain/window_policy.hpp"

namespace caravan::costs {
namespace {

using namespace std::chrono_literals;

constexpr domain::WallTime kStart{std::chrono::hours(24 * 365 * 56)};

// How many flushes the policy itself asks for.
std::size_t flushes(const domain::WindowPolicy& policy, const std::vector<domain::WallTime>& times) {
  std::size_t count = 0;
  domain::WindowState window;
  const auto flush_due = [&](domain::SteadyTime now) {
    if (window.count == 0 || policy.due(window) > now) return;
    ++count;
    window = {};
  };
  for (const auto time : times) {
    const auto now = replay_time(time);
    flush_due(now);
    if (window.count++ == 0) window.first = now;
    window.last = now;
    flush_due(now);
  }
  flush_due(domain::SteadyTime::max());
  return count;
}

class InactivityWindowsTest : public testing::TestWithParam<double> {};

TEST_P(InactivityWindowsTest, AreThoseOfThePolicy) {
  std::mt19937_64 random(7);
  std::exponential_distribution<double> pause(GetParam());
  std::vector<domain::WallTime> times;
  auto now = kStart;
  for (int i = 0; i < 5'000; ++i)
    times.push_back(now += std::chrono::milliseconds(1 + static_cast<int>(pause(random) * 1'000)));

  InactivityWindows<int> windows({});
  std::size_t begun = 0;
  for (const auto time : times)
    begun += windows.begins(1, time) ? 1 : 0;
  EXPECT_EQ(begun, flushes(domain::InactivityPolicy(3s, 10), times));
}

INSTANTIATE_TEST_SUITE_P(MessagesASecond, InactivityWindowsTest, testing::Values(0.1, 0.3, 1, 3, 10));

TEST(InactivityWindows, EndBySilenceAndByCount) {
  InactivityWindows<int> windows({.silence = 3s, .count_max = 2});
  EXPECT_TRUE(windows.begins(1, kStart));
  EXPECT_FALSE(windows.begins(1, kStart + 2'999ms));
  EXPECT_TRUE(windows.begins(1, kStart + 3s)) << "two are in it";
  EXPECT_TRUE(windows.begins(1, kStart + 6s)) << "silence";
  EXPECT_TRUE(windows.begins(2, kStart + 6s)) << "another stream";
}

TEST(InactivityWindows, CountAMessageOnceHoweverManyReadersItHas) {
  InactivityWindows<int> windows({});
  EXPECT_TRUE(windows.begins(1, kStart));
  EXPECT_FALSE(windows.begins(1, kStart + 1s));
  EXPECT_FALSE(windows.begins(1, kStart)) << "to another reader, later";
  EXPECT_FALSE(windows.begins(1, kStart + 1s));
}

TEST(InactivityWindows, ForgetStreamsWhenThereAreTooMany) {
  InactivityWindows<int> windows({.streams_max = 2});
  for (int stream = 1; stream <= 3; ++stream)
    EXPECT_TRUE(windows.begins(stream, kStart));
  EXPECT_FALSE(windows.begins(3, kStart + 1s));
  EXPECT_TRUE(windows.begins(1, kStart + 1s));
}

}  // namespace
}  // namespace caravan::costs
