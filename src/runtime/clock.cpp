#include "runtime/clock.hpp"

namespace caravan::runtime {

boost::asio::awaitable<void> Clock::sleep_until(SteadyTime time) {
  Alarm never_rung;
  co_await wait(never_rung, time);
}

boost::asio::awaitable<void> SystemClock::wait(Alarm& alarm, SteadyTime deadline) {
  return alarm.wait_until(deadline);
}

}  // namespace caravan::runtime
