#include "domain/wait_budget.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <numeric>
#include <random>
#include <vector>

#include "domain/windows.hpp"

namespace caravan::domain {
namespace {

using namespace std::chrono_literals;

const SteadyTime kStart{1h};
constexpr double kWhole = 1;

// A dollar for each second of the month, so that dollars read as seconds of budget.
WaitBudget::Options one_dollar_a_second() {
  return {.dollars_per_month = std::chrono::duration<double>(WaitBudget::kMonth).count(),
          .wait_min = 3s,
          .wait_max = 300s};
}

// Batches of one message at this price, second by second.
SteadyTime pass(WaitBudget& budget, SteadyTime now, std::chrono::seconds time, double dollars_per_second,
                double share = kWhole) {
  for (auto second = 0s; second < time; ++second) {
    now += 1s;
    budget.advance(now, share);
    budget.spend(dollars_per_second, 1000);
  }
  return now;
}

TEST(WaitBudget, WithoutABudgetNothingIsStretched) {
  WaitBudget budget({.wait_min = 3s, .wait_max = 300s}, kStart);
  pass(budget, kStart, 1h, 1000);
  EXPECT_EQ(budget.wait(), 3s);
  EXPECT_FALSE(budget.stretched());
}

TEST(WaitBudget, WhatCanBePaidIsNotStretchedFromTheStartOn) {
  WaitBudget budget(one_dollar_a_second(), kStart);
  auto now = kStart;
  for (int second = 0; second < 3600; ++second) {
    now = pass(budget, now, 1s, 0.9);
    ASSERT_EQ(budget.wait(), 3s) << second;
  }
}

TEST(WaitBudget, WhatCannotBePaidIsStretchedToTheLongestWaitAndNoFurther) {
  WaitBudget budget(one_dollar_a_second(), kStart);
  pass(budget, kStart, 1h, 10);
  EXPECT_EQ(budget.wait(), 300s);
}

TEST(WaitBudget, ABurstIsPaidFromWhatWasSaved) {
  WaitBudget budget(one_dollar_a_second(), kStart);
  const auto quiet = kStart + 2h;
  budget.advance(quiet, kWhole);
  pass(budget, quiet, 36s, 11);  // a tenth of what is saved
  EXPECT_GT(budget.wait(), 3s);
  EXPECT_LT(budget.wait(), 6s);
}

TEST(WaitBudget, AnHourIsAllThatIsSaved) {
  WaitBudget budget(one_dollar_a_second(), kStart);
  const auto quiet = kStart + 48h;
  budget.advance(quiet, kWhole);
  pass(budget, quiet, 600s, 7.5);
  EXPECT_EQ(budget.wait(), 300s);
}

TEST(WaitBudget, WhatIsOwedIsPaidBackBeforeTheWaitShrinks) {
  WaitBudget budget(one_dollar_a_second(), kStart);
  auto now = pass(budget, kStart, 1h, 3);  // owes two hours
  now = pass(budget, now, 110min, 0.01);
  EXPECT_EQ(budget.wait(), 300s);
  pass(budget, now, 10min, 0.01);
  EXPECT_EQ(budget.wait(), 3s);
}

TEST(WaitBudget, AHalfOfTheBudgetIsSpentAtHalfTheRate) {
  WaitBudget half(one_dollar_a_second(), kStart);
  pass(half, kStart, 1h, 0.6, 0.5);
  EXPECT_GT(half.wait(), 3s);
  WaitBudget whole(one_dollar_a_second(), kStart);
  pass(whole, kStart, 1h, 0.6);
  EXPECT_EQ(whole.wait(), 3s);
}

TEST(WaitBudget, WithoutAShareNothingIsReckoned) {
  WaitBudget budget(one_dollar_a_second(), kStart);
  pass(budget, kStart, 1h, 10, 0);
  pass(budget, kStart + 1h, 10min, 0.5);
  EXPECT_EQ(budget.wait(), 3s);
}

// Traffic that nobody would plan for: readers who are busy by the hour, quiet nights, and a wild week.
class Traffic {
 public:
  static constexpr int kRecipients = 12;
  static constexpr double kDollarsPerBatch = 1.7e-6;

  struct Seen {
    std::vector<double> dollars_by_month;
    SteadyDuration longest_wait{};
    SteadyDuration wait_at_end{};
    bool stretched = false;
  };

  Traffic(std::uint64_t seed, double dollars_per_month)
      : random_(seed),
        budget_({.dollars_per_month = dollars_per_month, .wait_min = 3s, .wait_max = 300s}, kStart) {}

  Seen run(int months) {
    const auto end = kStart + months * WaitBudget::kMonth;
    for (auto hour = kStart; hour < end; hour += 1h)
      run_hour(hour, hour + 2h > end ? 0.0 : rate_of(hour));
    seen_.wait_at_end = budget_.wait();
    return seen_;
  }

 private:
  // Messages a second to all recipients together.
  double rate_of(SteadyTime hour) {
    const auto hours = (hour - kStart) / 1h;
    const bool night = hours % 24 < 8;
    const bool wild = hours / 24 % 28 >= 21;
    return std::uniform_real_distribution(0.0, night ? 0.005 : wild ? 0.5 : 0.15)(random_);
  }

  void run_hour(SteadyTime begin, double rate) {
    busy_ = 1 + static_cast<int>(random_() % kRecipients);
    auto now = begin;
    for (;;) {
      const double gap = rate > 0 ? std::exponential_distribution(rate)(random_) : 3600;
      now += std::chrono::duration_cast<SteadyDuration>(std::chrono::duration<double>(gap));
      take_until(std::min(now, begin + 1h));
      if (now >= begin + 1h) return;
      const UserId recipient{1 + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(busy_))};
      budget_.advance(now, kWhole);
      sent_[recipient].push_back(now);
      ++offset_;
      windows_.add(recipient, message_, offset_, offset_, now);
      take(now);
    }
  }

  void take_until(SteadyTime end) {
    while (windows_.next_deadline() <= end)
      take(windows_.next_deadline());
    budget_.advance(end, kWhole);
  }

  void take(SteadyTime now) {
    budget_.advance(std::max(now, kStart), kWhole);
    for (const auto& batch : windows_.take_ready(now)) {
      budget_.spend(kDollarsPerBatch, batch.messages.size());
      const auto month = static_cast<std::size_t>((now - kStart) / WaitBudget::kMonth);
      seen_.dollars_by_month.resize(std::max(seen_.dollars_by_month.size(), month + 1));
      seen_.dollars_by_month[month] += kDollarsPerBatch;
      auto& sent = sent_[*batch.reader()];
      seen_.longest_wait = std::max(seen_.longest_wait, now - sent.front());
      sent.clear();
    }
    seen_.stretched |= budget_.stretched();
  }

  std::mt19937_64 random_;
  WaitBudget budget_;
  BudgetedPolicy policy_{budget_};
  Windows windows_{policy_, {}};
  const SharedMessage message_ = std::make_shared<Message>(Message{
      .id = {}, .chat = {}, .from = {9}, .to = {}, .body = "hi", .time = TimeUuid::at(WallTime{}, 1)});
  std::int64_t offset_ = 0;
  int busy_ = 1;
  std::map<UserId, std::vector<SteadyTime>> sent_;  // and not taken yet
  Seen seen_;
};

TEST(WaitBudgetTraffic, EveryMonthStaysWithinTheBudgetAndEveryMessageWithinTheLongestWait) {
  constexpr int kMonths = 2;
  for (const std::uint64_t seed : {1, 2, 3}) {
    const auto free = Traffic(seed, 0).run(kMonths);
    const double budget = free.dollars_by_month[0] / 3;
    for (const double dollars : free.dollars_by_month)
      EXPECT_GT(dollars, 2 * budget) << "the traffic would not tell whether the budget is heeded";
    EXPECT_FALSE(free.stretched);
    EXPECT_LE(free.longest_wait, 3s);

    const auto held = Traffic(seed, budget).run(kMonths);
    ASSERT_EQ(held.dollars_by_month.size(), static_cast<std::size_t>(kMonths));
    for (const double dollars : held.dollars_by_month) {
      EXPECT_LE(dollars, 1.005 * budget) << seed;
      EXPECT_GE(dollars, 0.6 * budget) << "nights save no more than an hour, but days spend what they have";
    }
    EXPECT_LE(held.longest_wait, 300s);
    EXPECT_GT(held.longest_wait, 3s);
    EXPECT_EQ(held.wait_at_end, 3s) << "an hour without traffic saves enough";
  }
}

}  // namespace
}  // namespace caravan::domain
