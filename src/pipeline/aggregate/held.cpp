#include "pipeline/aggregate/held.hpp"

#include <utility>

namespace caravan::aggregate {
namespace {

std::size_t bytes_of(const Held::Delivery& delivery) {
  return delivery.message->body.size() + Held::kBookkeeping;
}

}  // namespace

void Held::add(Delivery delivery, runtime::SteadyTime now) {
  ++deliveries_;
  bytes_ += bytes_of(delivery);
  const auto place = dropped_ + line_.size();
  const auto [chain, opens] = chains_.try_emplace(delivery.recipient, Chain{place, place});
  if (!opens) at(std::exchange(chain->second.last, place)).next = place;
  line_.push_back({std::move(delivery), now, 0});
}

std::vector<Held::Delivery> Held::take(domain::UserId recipient) {
  std::vector<Delivery> taken;
  const auto chain = chains_.extract(recipient);
  if (chain.empty()) return taken;
  const auto [first, last] = chain.mapped();
  for (auto place = first;; place = at(place).next) {
    taken.push_back(at(place).delivery);
    forget(at(place));
    if (place == last) break;
  }
  drop_taken();
  return taken;
}

std::vector<Held::Delivery> Held::take_expired(runtime::SteadyTime now) {
  std::vector<Delivery> expired;
  while (!line_.empty() && (line_.front().since + options_.time <= now || bytes_ > options_.bytes_max)) {
    auto& oldest = line_.front();
    if (oldest.since + options_.time > now) ++let_go_early_;
    const auto chain = chains_.find(oldest.delivery.recipient);
    if (chain->second.first == chain->second.last)
      chains_.erase(chain);
    else
      chain->second.first = oldest.next;
    expired.push_back(oldest.delivery);
    forget(oldest);
    drop_taken();
  }
  return expired;
}

void Held::forget(Entry& entry) {
  --deliveries_;
  bytes_ -= bytes_of(entry.delivery);
  entry.delivery.message.reset();
}

void Held::drop_taken() {
  while (!line_.empty() && !line_.front().delivery.message) {
    line_.pop_front();
    ++dropped_;
  }
}

std::optional<ports::Offset> Held::first_offset() const {
  if (line_.empty()) return std::nullopt;
  return line_.front().delivery.offset;
}

}  // namespace caravan::aggregate
