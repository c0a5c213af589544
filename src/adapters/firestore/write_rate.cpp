#include "adapters/firestore/write_rate.hpp"

#include <algorithm>

namespace caravan::firestore {

namespace {

double seconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

std::optional<WriteRate::Time> WriteRate::take(Time now, std::size_t count) {
  end_period(now);
  fill(now);
  if (free_ > 0) {
    free_ -= static_cast<double>(count);
    used_ += static_cast<double>(count);
    return std::nullopt;
  }
  const std::chrono::duration<double> wait((1 - free_) / per_s_);
  return now + std::chrono::ceil<std::chrono::microseconds>(wait);
}

void WriteRate::fill(Time now) {
  free_ = std::min(per_s_, free_ + per_s_ * seconds(now - filled_));
  filled_ = now;
}

void WriteRate::end_period(Time now) {
  const auto past = now - period_began_;
  if (past < options_.period) return;
  if (used_ >= per_s_ * seconds(past) / 2)
    per_s_ = std::min(options_.highest_per_s, per_s_ * options_.growth);
  used_ = 0;
  period_began_ = now;
}

}  // namespace caravan::firestore
