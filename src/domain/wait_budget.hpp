#pragma once

#include <chrono>
#include <cstddef>

#include "domain/window_policy.hpp"

namespace caravan::domain {

// How long windows wait so that what their batches cost stays within a monthly budget. Decides only; its
// owner reads the clock and tells what was spent. Not thread-safe.
//
// Every second brings its share of the month's budget. What is not spent is saved, at most an hour's worth,
// and the wait follows what is saved: `wait_min` with an hour's worth, `wait_max` with nothing. So the wait
// settles where just the budget is spent, and every burst is paid from what was saved before it. While the
// present messages could be paid even at `wait_min`, nothing is stretched, whatever is saved.
//
// Nothing is saved at the start, so restarts spend no budget twice. What is spent beyond the budget, because
// even `wait_max` did not suffice, is owed and paid back first, up to a month's budget.
class WaitBudget {
 public:
  static constexpr std::chrono::hours kMonth{31 *
                                             24};  // the longest, so that no month's bill exceeds the budget
  // Twelve times the default of `wait_max`: a wait that followed a shorter reserve would swing, because what
  // a new wait saves shows only when the windows that it opened have closed.
  static constexpr std::chrono::hours kReserve{1};

  struct Options {
    double dollars_per_month = 0;  // 0: there is no budget, and nothing is stretched
    SteadyDuration wait_min = std::chrono::seconds(3);
    SteadyDuration wait_max = std::chrono::minutes(5);  // not below `wait_min`
  };

  WaitBudget(Options options, SteadyTime now) : options_(options), looked_at_(now), wait_(wait_now()) {}

  // In effect for windows that are open now, too.
  SteadyDuration wait() const { return wait_; }
  bool stretched() const { return wait_ > options_.wait_min; }

  // Time never falls. `share` of the budget is this process's: those of all processes add up to 1.
  void advance(SteadyTime now, double share);
  // A batch of so many messages was written at the time of the last `advance`.
  void spend(double dollars, std::size_t messages);

 private:
  SteadyDuration wait_now() const;

  Options options_;
  SteadyTime looked_at_;
  double dollars_per_second_ = 0;
  // In seconds of budget, so that they keep their meaning when the share changes.
  double saved_ = 0;   // below zero: owed
  double demand_ = 1;  // of each second, if nothing were stretched; averaged over `wait_max`
  SteadyDuration wait_;
};

// The adaptive rule, with the wait that the budget leaves.
class BudgetedPolicy final : public WindowPolicy {
 public:
  // `budget` must outlive this object.
  explicit BudgetedPolicy(const WaitBudget& budget) : budget_(budget) {}
  SteadyTime due(const WindowState& window) const override {
    return AdaptivePolicy(budget_.wait()).due(window);
  }
  SteadyDuration memory() const override { return AdaptivePolicy(budget_.wait()).memory(); }

 private:
  const WaitBudget& budget_;
};

}  // namespace caravan::domain
