#include "domain/wait_budget.hpp"

#include <algorithm>
#include <cmath>

namespace caravan::domain {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr double seconds_of(SteadyDuration duration) {
  return Seconds(duration).count();
}

constexpr double kMonthSeconds = seconds_of(WaitBudget::kMonth);
constexpr double kReserveSeconds = seconds_of(WaitBudget::kReserve);

}  // namespace

void WaitBudget::advance(SteadyTime now, double share) {
  dollars_per_second_ = options_.dollars_per_month / kMonthSeconds * share;
  const double passed = seconds_of(now - looked_at_);
  looked_at_ = now;
  saved_ = std::min(saved_ + passed, kReserveSeconds);
  demand_ *= std::exp(-passed / seconds_of(options_.wait_max));
  wait_ = wait_now();
}

void WaitBudget::spend(double dollars, std::size_t messages) {
  // Without a share this is the batch of a reader who is another process's by now.
  if (dollars_per_second_ <= 0) return;
  const double seconds = dollars / dollars_per_second_;
  saved_ = std::max(saved_ - seconds, -kMonthSeconds);
  // As many batches as would have fitted into the wait, but none without a message.
  const double unstretched = std::min(static_cast<double>(messages), Seconds(wait_) / options_.wait_min);
  demand_ += seconds * unstretched / seconds_of(options_.wait_max);
  wait_ = wait_now();
}

SteadyDuration WaitBudget::wait_now() const {
  if (options_.dollars_per_month <= 0) return options_.wait_min;
  // The first batches of all are written before anything is saved for them.
  const bool owes_little = saved_ >= -seconds_of(options_.wait_max);
  if (demand_ <= 1 && owes_little) return options_.wait_min;
  const double level = std::clamp(saved_ / kReserveSeconds, 0.0, 1.0);
  const double stretch = seconds_of(options_.wait_max) / seconds_of(options_.wait_min);
  return std::chrono::duration_cast<SteadyDuration>(
      Seconds(seconds_of(options_.wait_min) * std::pow(stretch, 1 - level)));
}

}  // namespace caravan::domain
