#include "runtime/manual_clock.hpp"

#include <iterator>

namespace caravan::runtime {

SteadyTime ManualClock::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

SystemTime ManualClock::wall() const {
  const std::lock_guard lock(mutex_);
  return wall_;
}

boost::asio::awaitable<void> ManualClock::wait(AutoResetEvent& event, SteadyTime deadline) {
  struct Registration {
    ManualClock& clock;
    std::multimap<SteadyTime, AutoResetEvent*>::iterator entry;
    ~Registration() {
      const std::lock_guard lock(clock.mutex_);
      clock.waiting_.erase(entry);
    }
  };
  std::multimap<SteadyTime, AutoResetEvent*>::iterator entry;
  {
    const std::lock_guard lock(mutex_);
    entry = waiting_.emplace(deadline, &event);
    if (deadline <= now_) event.set();
  }
  const Registration registration{*this, entry};
  co_await event.wait_until(SteadyTime::max());
}

void ManualClock::advance(std::chrono::nanoseconds by) {
  const std::lock_guard lock(mutex_);
  now_ += std::chrono::duration_cast<SteadyTime::duration>(by);
  wall_ += std::chrono::duration_cast<SystemTime::duration>(by);
  for (auto due = waiting_.begin(); due != waiting_.upper_bound(now_); ++due)
    due->second->set();
}

void ManualClock::set_wall(SystemTime wall) {
  const std::lock_guard lock(mutex_);
  wall_ = wall;
}

std::size_t ManualClock::waiting() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::distance(waiting_.upper_bound(now_), waiting_.end()));
}

SteadyTime ManualClock::next_deadline() const {
  const std::lock_guard lock(mutex_);
  const auto next = waiting_.upper_bound(now_);
  return next == waiting_.end() ? SteadyTime::max() : next->first;
}

}  // namespace caravan::runtime
