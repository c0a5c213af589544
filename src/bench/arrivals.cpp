#include "bench/arrivals.hpp"

namespace caravan::bench {

Arrivals::Arrivals(ArrivalKind kind, double per_second, std::uint64_t seed)
    : kind_(kind), per_second_(per_second), random_(seed) {}

std::chrono::nanoseconds Arrivals::next() {
  ++count_;
  if (kind_ == ArrivalKind::poisson)
    seconds_ += std::exponential_distribution<double>(per_second_)(random_);
  else
    seconds_ = static_cast<double>(count_) / per_second_;  // a product, so that no error adds up
  return std::chrono::nanoseconds(static_cast<std::int64_t>(seconds_ * 1e9));
}

}  // namespace caravan::bench
