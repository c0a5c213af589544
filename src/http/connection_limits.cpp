#include "http/connection_limits.hpp"

namespace caravan::http {

namespace ip = boost::asio::ip;
using guard::AddressPrefix;
using runtime::SteadyTime;

ConnectionLimits::Slot::Slot(ConnectionLimits& limits, std::unique_ptr<Place> place)
    : limits_(&limits), place_(std::move(place)) {}

ConnectionLimits::Slot::~Slot() {
  if (place_) limits_->leave(*place_);
}

void ConnectionLimits::Slot::on_eviction(std::function<void()> evict) {
  const std::lock_guard lock(limits_->mutex_);
  place_->evict = std::move(evict);
}

bool ConnectionLimits::Slot::count_for(const ip::address& client) {
  const std::lock_guard lock(limits_->mutex_);
  if (place_->ending) return true;
  limits_->part(*place_);
  return limits_->join(*place_, AddressPrefix::of(client));
}

void ConnectionLimits::Slot::set_busy() {
  place_->use.store(Use::busy, std::memory_order_relaxed);
}

void ConnectionLimits::Slot::set_waiting(SteadyTime since) {
  place_->since.store(since.time_since_epoch().count(), std::memory_order_relaxed);
  place_->use.store(Use::waiting, std::memory_order_relaxed);
}

void ConnectionLimits::Slot::set_upgraded(SteadyTime since) {
  place_->since.store(since.time_since_epoch().count(), std::memory_order_relaxed);
  place_->use.store(Use::upgraded, std::memory_order_relaxed);
}

std::optional<ConnectionLimits::Slot> ConnectionLimits::admit(const ip::address& peer, bool count_address) {
  auto place = std::make_unique<Place>();
  std::function<void()> evict;
  {
    const std::lock_guard lock(mutex_);
    std::optional<AddressPrefix> address;
    if (count_address) address = AddressPrefix::of(peer);
    if (address && count_of(*address) >= options_.connections_per_address_max) return std::nullopt;
    if (total_ - ending_ >= options_.connections_max) {
      evict = make_room_for(address);
      if (!evict) return std::nullopt;
    }
    if (address) join(*place, *address);
    ++total_;
  }
  if (evict) evict();
  return Slot(*this, std::move(place));
}

// The one that is to end does not count any more.
std::function<void()> ConnectionLimits::make_room_for(const std::optional<AddressPrefix>& newcomer) {
  if (ending_ >= options_.ending_max || by_count_.empty()) return nullptr;
  const auto& [most, address] = *by_count_.rbegin();
  const auto own = newcomer ? count_of(*newcomer) : 0;
  Place* const victim = to_evict(by_address_.at(address), own + 1 < most);
  if (victim == nullptr) return nullptr;
  victim->ending = true;
  ++ending_;
  auto evict = std::move(victim->evict);
  part(*victim);
  return evict;
}

ConnectionLimits::Place* ConnectionLimits::to_evict(const Group& group, bool upgraded_too) {
  Place *longest_waiting = nullptr, *youngest = nullptr;
  for (Place* const place : group) {
    if (!place->evict) continue;
    const auto use = place->use.load(std::memory_order_relaxed);
    const auto since = place->since.load(std::memory_order_relaxed);
    if (use == Use::waiting && (longest_waiting == nullptr || since < longest_waiting->since))
      longest_waiting = place;
    if (use == Use::upgraded && (youngest == nullptr || since > youngest->since)) youngest = place;
  }
  if (longest_waiting != nullptr || !upgraded_too) return longest_waiting;
  return youngest;
}

bool ConnectionLimits::join(Place& place, const AddressPrefix& address) {
  auto& group = by_address_[address];
  if (group.size() >= options_.connections_per_address_max) return false;
  place.address = address;
  place.index = group.size();
  group.push_back(&place);
  recount(address, group.size() - 1, group.size());
  return true;
}

void ConnectionLimits::part(Place& place) {
  if (!place.address) return;
  const auto address = *std::exchange(place.address, std::nullopt);
  auto& group = by_address_.at(address);
  group[place.index] = group.back();
  group[place.index]->index = place.index;
  group.pop_back();
  recount(address, group.size() + 1, group.size());
}

void ConnectionLimits::recount(const AddressPrefix& address, std::size_t before, std::size_t now) {
  if (before > 0) by_count_.erase({before, address});
  if (now > 0)
    by_count_.insert({now, address});
  else
    by_address_.erase(address);
}

std::size_t ConnectionLimits::count_of(const AddressPrefix& address) const {
  const auto found = by_address_.find(address);
  return found == by_address_.end() ? 0 : found->second.size();
}

void ConnectionLimits::leave(Place& place) {
  const std::lock_guard lock(mutex_);
  part(place);
  --total_;
  if (place.ending) --ending_;
}

}  // namespace caravan::http
