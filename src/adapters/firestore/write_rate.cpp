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
  const std::chrono::duration<double> wait((1 - free_) / per_s());
  return now + std::chrono::ceil<std::chrono::microseconds>(wait);
}

void WriteRate::fill(Time now) {
  const auto past = seconds(now - filled_);
  filled_ = now;
  free_ = std::min(per_s(), free_ + per_s() * past);
  if (!slowed_) return;
  *slowed_ += per_s_ * past / seconds(options_.recovery);
  if (*slowed_ >= per_s_) slowed_.reset();
}

void WriteRate::exhausted(Time now) {
  fill(now);
  if (now < halved_ + options_.between_halvings) return;
  halved_ = now;
  slowed_ = std::max(options_.lowest_per_s, per_s() / 2);
  free_ = std::min(free_, *slowed_);
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
