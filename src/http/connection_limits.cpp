#include "http/connection_limits.hpp"

namespace caravan::http {

namespace ip = boost::asio::ip;

ConnectionLimits::Slot::Slot(Slot&& other) noexcept
    : limits_(std::exchange(other.limits_, nullptr)), counted_(std::move(other.counted_)) {}

ConnectionLimits::Slot::~Slot() {
  if (limits_ != nullptr) limits_->leave(counted_);
}

std::optional<ConnectionLimits::Slot> ConnectionLimits::admit(const ip::address& peer, bool count_address) {
  const std::lock_guard lock(mutex_);
  if (total_ >= options_.connections_max) return std::nullopt;
  std::optional<guard::AddressPrefix> counted;
  if (count_address) {
    counted = guard::AddressPrefix::of(peer);
    auto& count = by_address_[*counted];
    if (count >= options_.connections_per_address_max) return std::nullopt;
    ++count;
  }
  ++total_;
  return Slot(*this, std::move(counted));
}

void ConnectionLimits::leave(const std::optional<guard::AddressPrefix>& counted) {
  const std::lock_guard lock(mutex_);
  --total_;
  if (!counted) return;
  const auto entry = by_address_.find(*counted);
  if (--entry->second == 0) by_address_.erase(entry);
}

}  // namespace caravan::http
