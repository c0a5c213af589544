#include "runtime/broadcast_event.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>
#include <optional>

#include "runtime/clock.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::runtime {
namespace {

namespace asio = boost::asio;

TEST(BroadcastEvent, WakesEveryMemberAndKeepsTheRingForThoseWhoComeLater) {
  BroadcastEvent group;
  BroadcastEvent::Waiter waiting(group), busy(group);
  asio::io_context loop;
  auto woken = asio::co_spawn(loop, waiting.event().wait_until(SteadyTime::max()), asio::use_future);
  loop.poll();
  group.set();
  loop.restart();
  loop.run();
  woken.get();
  run_to_end(busy.event().wait_until(SteadyTime::max()));
}

TEST(BroadcastEvent, ForgetsAMemberThatLeft) {
  BroadcastEvent group;
  std::optional<BroadcastEvent::Waiter> gone(std::in_place, group);
  BroadcastEvent::Waiter stays(group);
  gone.reset();
  group.set();
  run_to_end(stays.event().wait_until(SteadyTime::max()));
}

}  // namespace
}  // namespace caravan::runtime
