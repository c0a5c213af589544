#include "costs/series.hpp"

namespace caravan::costs {

Interval& Interval::operator+=(const Interval& more) {
  operations += more.operations;
  dollars += more.dollars;
  one_write_per_message_dollars += more.one_write_per_message_dollars;
  inactivity_dollars += more.inactivity_dollars;
  waits += more.waits;
  return *this;
}

domain::WallTime Series::begin_of(domain::WallTime time, std::chrono::seconds step) const {
  const auto since_epoch = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch());
  return domain::WallTime(since_epoch / step * step);
}

Interval& Series::at(domain::WallTime now) {
  const auto begin = begin_of(now, step_);
  if (begin > kept_[newest_].begin) {
    newest_ = (newest_ + 1) % kept_.size();
    kept_[newest_] = {};
    kept_[newest_].begin = begin;
  }
  return kept_[newest_];
}

std::vector<Interval> Series::joined(domain::WallTime from, domain::WallTime now,
                                     std::chrono::seconds step) const {
  std::vector<Interval> joined;
  for (auto begin = begin_of(from, step); begin <= now; begin += step) {
    joined.emplace_back();
    joined.back().begin = begin;
  }
  for (const auto& interval : kept_) {
    if (joined.empty() || interval.begin < joined.front().begin) continue;
    const auto place = static_cast<std::size_t>((interval.begin - joined.front().begin) / step);
    if (place < joined.size()) joined[place] += interval;
  }
  return joined;
}

}  // namespace caravan::costs
