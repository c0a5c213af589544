#include "runtime/broadcast_event.hpp"

namespace caravan::runtime {

BroadcastEvent::Waiter::Waiter(BroadcastEvent& broadcast) : broadcast_(broadcast) {
  const std::lock_guard lock(broadcast_.mutex_);
  broadcast_.waiters_.push_back(&event_);
}

BroadcastEvent::Waiter::~Waiter() {
  const std::lock_guard lock(broadcast_.mutex_);
  std::erase(broadcast_.waiters_, &event_);
}

void BroadcastEvent::set() {
  const std::lock_guard lock(mutex_);
  for (AutoResetEvent* event : waiters_)
    event->set();
}

}  // namespace caravan::runtime
