#include "pipeline/aggregate/attendance.hpp"

#include <gmock/gmock.h>

namespace caravan::aggregate {
namespace {

using namespace std::chrono_literals;
using domain::UserId;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;

constexpr UserId kAda{1}, kBob{2};

domain::NodeId node(std::uint64_t number) {
  return {domain::Uuid::v4(number, number)};
}
domain::ListenerId listener(std::uint64_t number) {
  return {domain::Uuid::v4(number, number)};
}

struct AttendanceTest : testing::Test {
  runtime::SteadyTime now{1h};
  Attendance::Options options;
  Attendance attendance{options, now};

  void hear(const domain::PresenceEvent& event) { attendance.apply(event, now); }
  void connect(UserId reader, std::uint64_t on = 1) { hear(domain::ReaderConnected{reader, node(on)}); }
  void leave(UserId reader, std::uint64_t on = 1) { hear(domain::ReaderLeft{reader, node(on)}); }
  void listen(UserId reader, std::uint64_t with = 1) { hear(domain::ReaderListens{reader, listener(with)}); }
  void reach(UserId reader, std::int64_t offset, std::uint64_t with = 1) {
    hear(domain::ReaderListens{reader, listener(with), offset});
  }
  std::optional<std::int64_t> reached(UserId reader) { return attendance.reached(reader, now); }
  void stop(UserId reader, std::uint64_t with = 1) { hear(domain::ReaderStopped{reader, listener(with)}); }
  bool wants_writes(UserId reader) { return attendance.wants_writes(reader, now); }
  std::vector<UserId> changed() { return attendance.take_changed(now); }
  // Node 1 lives on.
  void pass(std::chrono::milliseconds time) {
    for (; time > 1s; time -= 1s) {
      now += 1s;
      hear(domain::NodeAlive{node(1)});
    }
    now += time;
    hear(domain::NodeAlive{node(1)});
  }
  // Nobody is unknown any more.
  void pass_the_beginning() {
    pass(options.lease + options.unseen_after);
    changed();
  }
};

TEST_F(AttendanceTest, AtFirstNobodyKnowsSoEverybodyCountsAsConnectedAndThenAsGone) {
  EXPECT_FALSE(wants_writes(kAda));
  pass(options.lease - 1ms);
  EXPECT_THAT(changed(), IsEmpty());
  pass(1ms);
  EXPECT_THAT(changed(), Contains(kAda));
  EXPECT_TRUE(wants_writes(kAda));
  EXPECT_TRUE(wants_writes(kBob)) << "of whom nothing was heard yet";
  pass(options.unseen_after);
  EXPECT_FALSE(wants_writes(kAda));
}

TEST_F(AttendanceTest, AConnectedReaderWantsNoWritesAndOneWhoLeftDoesAfterTheGrace) {
  connect(kAda);
  pass_the_beginning();
  EXPECT_FALSE(wants_writes(kAda));
  leave(kAda);
  EXPECT_FALSE(wants_writes(kAda));
  pass(options.leave_grace);
  EXPECT_THAT(changed(), Contains(kAda));
  EXPECT_TRUE(wants_writes(kAda));
}

TEST_F(AttendanceTest, WhoComesBackQuicklyHasNotLeft) {
  connect(kAda);
  pass_the_beginning();
  leave(kAda);
  pass(options.leave_grace / 2);
  connect(kAda);
  pass(1min);
  EXPECT_THAT(changed(), Not(Contains(kAda)));
  EXPECT_FALSE(wants_writes(kAda));
}

TEST_F(AttendanceTest, WhoWasNotSeenForLongIsForgottenAndGetsNothing) {
  connect(kAda);
  pass_the_beginning();
  leave(kAda);
  pass(options.leave_grace + options.unseen_after);
  EXPECT_THAT(changed(), Not(Contains(kAda)));
  EXPECT_FALSE(wants_writes(kAda));
  EXPECT_EQ(attendance.readers(), 0u);
}

TEST_F(AttendanceTest, AListenerWantsWritesAtOnceAndUntilHeHasNotBeenHeardForLong) {
  pass_the_beginning();
  listen(kAda);
  EXPECT_THAT(changed(), Contains(kAda));
  EXPECT_TRUE(wants_writes(kAda));
  pass(options.unseen_after - 1s);
  EXPECT_TRUE(wants_writes(kAda));
  listen(kAda);
  pass(2s);
  EXPECT_TRUE(wants_writes(kAda));
  pass(options.unseen_after);
  EXPECT_FALSE(wants_writes(kAda));
  changed();
  EXPECT_EQ(attendance.readers(), 0u);
}

TEST_F(AttendanceTest, ASocketNeverStarvesAListenerAndOneListenerNeverSilencesAnother) {
  pass_the_beginning();
  connect(kAda);
  listen(kAda, 1);
  listen(kAda, 2);
  EXPECT_TRUE(wants_writes(kAda));
  stop(kAda, 1);
  EXPECT_TRUE(wants_writes(kAda));
  stop(kAda, 2);
  EXPECT_FALSE(wants_writes(kAda));
}

TEST_F(AttendanceTest, KnowsOfWhichReadersAnotherDeviceMayHaveWritten) {
  pass_the_beginning();
  const auto others = [&] { return attendance.has_other_devices(kAda, now); };
  EXPECT_FALSE(others());
  listen(kAda, 1);
  EXPECT_FALSE(others());
  listen(kAda, 2);
  EXPECT_TRUE(others());
  stop(kAda, 2);
  connect(kAda);
  EXPECT_TRUE(others());
  stop(kAda, 1);
  EXPECT_FALSE(others()) << "his sockets have it";
}

TEST_F(AttendanceTest, AReaderIsConnectedAsLongAsOneNodeHasASocketOfHis) {
  pass_the_beginning();
  connect(kAda, 1);
  connect(kAda, 2);
  leave(kAda, 1);
  pass(1s);
  EXPECT_FALSE(wants_writes(kAda));
  leave(kAda, 2);
  pass(options.leave_grace);
  EXPECT_TRUE(wants_writes(kAda));
}

TEST_F(AttendanceTest, ADeadNodesReadersHaveLeftWhenItsLeaseEnds) {
  pass_the_beginning();
  connect(kAda, 2);
  hear(domain::NodeAlive{node(2)});
  pass(options.lease - 1ms);
  EXPECT_THAT(changed(), Not(Contains(kAda)));
  EXPECT_FALSE(wants_writes(kAda));
  pass(1ms);
  EXPECT_THAT(changed(), Contains(kAda));
  EXPECT_TRUE(wants_writes(kAda));
}

TEST_F(AttendanceTest, ANodeThatWasHeldUpHasItsReadersBack) {
  pass_the_beginning();
  connect(kAda, 2);
  pass(options.lease + 10s);
  EXPECT_THAT(changed(), Contains(kAda));
  hear(domain::NodeAlive{node(2)});
  EXPECT_FALSE(wants_writes(kAda));
}

TEST_F(AttendanceTest, ADeadNodeIsForgottenInTheEnd) {
  pass_the_beginning();
  connect(kAda, 2);
  pass(options.lease);
  EXPECT_THAT(changed(), Contains(kAda));
  pass(options.unseen_after);
  EXPECT_THAT(changed(), IsEmpty());
  EXPECT_FALSE(wants_writes(kAda));
  EXPECT_EQ(attendance.readers(), 0u);
}

TEST_F(AttendanceTest, RemembersSoManyListenersOfAReader) {
  pass_the_beginning();
  for (std::uint64_t i = 0; i <= options.listeners_per_reader_max; ++i) {
    listen(kAda, i);
    pass(1ms);
  }
  for (std::uint64_t i = 1; i <= options.listeners_per_reader_max; ++i)
    stop(kAda, i);
  EXPECT_FALSE(wants_writes(kAda)) << "the first one made room for the last";
}

TEST_F(AttendanceTest, OfAReaderEachOfHisListenersHasWhatAllOfThemHave) {
  EXPECT_EQ(reached(kAda), std::nullopt);
  reach(kAda, 7);
  EXPECT_EQ(reached(kAda), 7);
  EXPECT_EQ(reached(kBob), std::nullopt);
  reach(kAda, 9, 2);
  EXPECT_EQ(reached(kAda), 7);
  reach(kAda, 12);
  EXPECT_EQ(reached(kAda), 9);
  stop(kAda, 2);
  EXPECT_EQ(reached(kAda), 12);
}

TEST_F(AttendanceTest, WhatOneListenerHasSaysNothingOfAnotherThatDoesNotSay) {
  reach(kAda, 7);
  listen(kAda, 2);
  EXPECT_EQ(reached(kAda), std::nullopt);
  pass(options.unseen_after - 1ms);
  reach(kAda, 8);
  EXPECT_EQ(reached(kAda), std::nullopt);
  pass(1ms);
  EXPECT_EQ(reached(kAda), 8) << "the other is believed no more";
}

TEST_F(AttendanceTest, WhatAListenerHasIsTheNewestThatItSaid) {
  reach(kAda, 7);
  reach(kAda, 3);
  EXPECT_EQ(reached(kAda), 3);
  listen(kAda);
  EXPECT_EQ(reached(kAda), std::nullopt);
}

TEST_F(AttendanceTest, WhatAListenerHasCountsForAMoment) {
  reach(kAda, 7);
  pass(options.reached_for - 1ms);
  EXPECT_EQ(reached(kAda), 7);
  pass(1ms);
  EXPECT_EQ(reached(kAda), std::nullopt);
}

}  // namespace
}  // namespace caravan::aggregate
