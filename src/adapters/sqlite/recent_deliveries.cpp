#include "adapters/sqlite/recent_deliveries.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace caravan::sqlite {

void RecentDeliveries::append(Records&& records) {
  const std::lock_guard lock(mutex_);
  for (auto& logged : records) {
    body_bytes_ += logged.record.message->body.size();
    records_.push_back(std::move(logged));
  }
  while (records_.size() > options_.records_max || body_bytes_ > options_.body_bytes_max)
    drop_oldest();
}

void RecentDeliveries::drop_oldest() {
  behind_ = records_.front().offset;
  body_bytes_ -= records_.front().record.message->body.size();
  records_.pop_front();
}

void RecentDeliveries::restart(ports::Offset offset) {
  const std::lock_guard lock(mutex_);
  behind_ = offset;
  records_.clear();
  body_bytes_ = 0;
}

std::optional<RecentDeliveries::Records> RecentDeliveries::after(ports::Offset offset,
                                                                 std::size_t count_max) const {
  const std::lock_guard lock(mutex_);
  if (offset < behind_) return std::nullopt;
  const auto first =
      std::ranges::upper_bound(records_, offset, {}, [](const auto& logged) { return logged.offset; });
  const auto left = static_cast<std::size_t>(std::distance(first, records_.end()));
  return Records(first, first + static_cast<std::ptrdiff_t>(std::min(left, count_max)));
}

}  // namespace caravan::sqlite
