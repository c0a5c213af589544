#include "runtime/clock.hpp"

namespace caravan::runtime {

boost::asio::awaitable<void> Clock::sleep_until(SteadyTime time) {
  AutoResetEvent never_rung;
  co_await wait(never_rung, time);
}

boost::asio::awaitable<void> SystemClock::wait(AutoResetEvent& event, SteadyTime deadline) {
  return event.wait_until(deadline);
}

}  // namespace caravan::runtime
