#include "adapters/kafka/delivery_ring.hpp"

#include <algorithm>
#include <utility>

namespace caravan::kafka {
namespace {

// What an entry takes beside the text: the message, its places in the ring and in the index.
constexpr std::size_t kBytesBesideBody = 320;

}  // namespace

void DeliveryRing::start(const std::vector<ports::Offset>& offsets) {
  first_number_ += entries_.size();
  entries_.clear();
  chains_.clear();
  bytes_ = 0;
  for (std::size_t i = 0; i < partitions_.size(); ++i)
    partitions_[i] = {.covered_after = offsets[i], .position = offsets[i]};
}

void DeliveryRing::add(std::int32_t partition, ports::Logged<domain::Delivery> delivery,
                       ports::SteadyTime now) {
  move_to(partition, delivery.offset);
  const auto recipient = delivery.record.recipient;
  const auto bytes = kBytesBesideBody + delivery.record.message->body.size();
  const Number number = first_number_ + entries_.size();
  entries_.push_back({partition, std::move(delivery), now, bytes});
  bytes_ += bytes;
  const auto [chain, is_new] = chains_.try_emplace(recipient, Chain{number, number});
  if (!is_new) {
    entry(chain->second.last).next = number;
    chain->second.last = number;
  }
  while (bytes_ > options_.bytes_max)
    forget_first();
  forget_old(now);
}

void DeliveryRing::pass(std::int32_t partition, ports::Offset offset) {
  move_to(partition, offset);
}

void DeliveryRing::move_to(std::int32_t partition, ports::Offset offset) {
  auto& place = at(partition);
  if (offset != place.position + 1) place.covered_after = offset - 1;
  place.position = offset;
}

void DeliveryRing::forget_old(ports::SteadyTime now) {
  while (!entries_.empty() && entries_.front().read_at + options_.age_max < now)
    forget_first();
}

void DeliveryRing::forget_first() {
  const auto& first = entries_.front();
  auto& place = at(first.partition);
  place.covered_after = std::max(place.covered_after, first.delivery.offset);
  const auto chain = chains_.find(first.delivery.record.recipient);
  if (first.next == 0)
    chains_.erase(chain);
  else
    chain->second.first = first.next;
  bytes_ -= first.bytes;
  entries_.pop_front();
  ++first_number_;
}

ports::InboxPage DeliveryRing::since(std::int32_t partition, domain::UserId recipient, ports::Offset offset,
                                     std::size_t count_max) const {
  ports::InboxPage page;
  const auto& place = at(partition);
  page.complete = offset >= place.covered_after && offset <= place.position;
  if (!page.complete) return page;
  const auto chain = chains_.find(recipient);
  if (chain == chains_.end()) return page;
  for (Number number = chain->second.first; number != 0; number = entry(number).next) {
    const auto& delivery = entry(number).delivery;
    if (delivery.offset <= offset) continue;
    if (page.deliveries.size() == count_max) return {.deliveries = {}, .complete = false};
    page.deliveries.push_back(delivery);
  }
  return page;
}

}  // namespace caravan::kafka
