#include "runtime/alarm_group.hpp"

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

TEST(AlarmGroup, WakesEveryMemberAndKeepsTheRingForThoseWhoComeLater) {
  AlarmGroup group;
  AlarmGroup::Member waiting(group), busy(group);
  asio::io_context loop;
  auto woken = asio::co_spawn(loop, waiting.alarm().wait_until(SteadyTime::max()), asio::use_future);
  loop.poll();
  group.ring();
  loop.restart();
  loop.run();
  woken.get();
  run_to_end(busy.alarm().wait_until(SteadyTime::max()));
}

TEST(AlarmGroup, ForgetsAMemberThatLeft) {
  AlarmGroup group;
  std::optional<AlarmGroup::Member> gone(std::in_place, group);
  AlarmGroup::Member stays(group);
  gone.reset();
  group.ring();
  run_to_end(stays.alarm().wait_until(SteadyTime::max()));
}

}  // namespace
}  // namespace caravan::runtime
