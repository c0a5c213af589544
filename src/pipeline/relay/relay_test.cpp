#include "pipeline/relay/relay.hpp"

#include <gmock/gmock.h>

#include "adapters/memory/memory_message_store.hpp"
#include "pipeline/hop_fixture.hpp"
#include "runtime/broadcast_event.hpp"

namespace caravan::relay {
namespace {

using namespace std::chrono_literals;

struct RelayTest : HopTest {
  memory::MemoryMessageLog log{store_};
  memory::MemoryUnpublished unpublished;
  bool is_own = true;
  Relay hop{{.messages_max = 2, .interval = 1s, .others_after = 10s},
            unpublished,
            log,
            [this](const domain::TimeUuid&) { return is_own; },
            clock_,
            random_,
            metrics_};
  domain::Chat chat = make_chat({1, 2});

  void note(std::string body) {
    domain::Message message{
        {domain::Uuid::v4(7, random_.next())}, chat.id, {1}, {{2}}, std::move(body), store_.next_time()};
    (void)result_of(unpublished.add(std::move(message)));
  }
  std::vector<std::string> logged() {
    std::vector<std::string> bodies;
    for (const auto& [offset, message, place] : store_.chat_messages.read_after(0, 100))
      bodies.push_back(message.body);
    return bodies;
  }
};

// Confirms nothing before so many appends wait for it.
class GroupingLog final : public ports::MessageLog {
 public:
  GroupingLog(ports::MessageLog& log, runtime::Clock& clock, std::size_t together)
      : log_(log), clock_(clock), missing_(together) {}

  ports::Task<ports::Result<void>> append(domain::Message message, ports::SteadyTime deadline) override {
    if (--missing_ == 0) complete_.set();
    runtime::BroadcastEvent::Waiter complete(complete_);
    while (missing_ > 0)
      co_await clock_.wait(complete.event(), runtime::SteadyTime::max());
    co_return co_await log_.append(std::move(message), deadline);
  }

 private:
  ports::MessageLog& log_;
  runtime::Clock& clock_;
  std::size_t missing_;
  runtime::BroadcastEvent complete_;
};

using Bodies = std::vector<std::string>;

TEST_F(RelayTest, BringsWhatIsUnpublishedToTheLogOldestFirst) {
  for (const char* body : {"a", "b", "c"})
    note(body);
  start(hop.run());
  EXPECT_EQ(logged(), (Bodies{"a", "b", "c"}));
  EXPECT_EQ(unpublished.count(), 0u);
}

TEST_F(RelayTest, DoesNotWaitForOneMessageBeforeItBringsTheNext) {
  GroupingLog grouping{log, clock_, 2};
  Relay together{{.messages_max = 2},
                 unpublished,
                 grouping,
                 [](const auto&) { return true; },
                 clock_,
                 random_,
                 metrics_};
  for (const char* body : {"a", "b"})
    note(body);
  start(together.run());
  EXPECT_THAT(logged(), testing::UnorderedElementsAre("a", "b"));
  EXPECT_EQ(unpublished.count(), 0u);
  stop();
}

TEST_F(RelayTest, LetsNoMessageWaitForAnotherThatTheLogDoesNotTake) {
  for (const char* body : {"a", "b"})
    note(body);
  log.fail_next(ports::Errc::unavailable, 1);
  start(hop.run());
  EXPECT_EQ(logged(), Bodies{"b"});
  EXPECT_EQ(unpublished.count(), 1u);
  advance(50ms);
  EXPECT_EQ(logged(), (Bodies{"b", "a"}));
}

TEST_F(RelayTest, NothingOvertakesWhatTheLogDidNotTakeBeforeItIsTriedAgain) {
  for (const char* body : {"a", "b", "c", "d"})
    note(body);
  log.fail_next(ports::Errc::unavailable, 1);
  start(hop.run());
  for (int i = 0; i < 3; ++i)
    advance(1s);
  EXPECT_EQ(logged(), (Bodies{"b", "a", "c", "d"}));
}

TEST_F(RelayTest, LooksAgainAfterAnInterval) {
  start(hop.run());
  note("late");
  settle();
  EXPECT_EQ(logged(), Bodies{});
  advance(1s);
  EXPECT_EQ(logged(), Bodies{"late"});
}

TEST_F(RelayTest, LeavesWhatOthersHaveAcceptedToThemUntilItIsStale) {
  is_own = false;
  note("another's");
  start(hop.run());
  advance(10s);
  EXPECT_EQ(logged(), Bodies{});
  EXPECT_EQ(unpublished.count(), 1u);
  for (int i = 0; i < 11; ++i)
    advance(1s);
  EXPECT_EQ(logged(), Bodies{"another's"});
  EXPECT_EQ(unpublished.count(), 0u);
}

TEST_F(RelayTest, KeepsWhatTheLogDoesNotTake) {
  note("a");
  log.fail_next(ports::Errc::unavailable, 1);
  start(hop.run());
  EXPECT_EQ(unpublished.count(), 1u);
  advance(10s);
  EXPECT_EQ(logged(), Bodies{"a"});
  EXPECT_EQ(unpublished.count(), 0u);
}

TEST_F(RelayTest, GoesOnWhenTheListCannotAnswer) {
  note("a");
  unpublished.fail_next(ports::Errc::unavailable, 1);
  start(hop.run());
  EXPECT_EQ(logged(), Bodies{});
  advance(10s);
  EXPECT_EQ(logged(), Bodies{"a"});
}

}  // namespace
}  // namespace caravan::relay
