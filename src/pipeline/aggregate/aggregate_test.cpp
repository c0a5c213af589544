#include "pipeline/aggregate/aggregate.hpp"

#include <memory>

#include "pipeline/hop_fixture.hpp"

namespace caravan::aggregate {
namespace {

using namespace std::chrono_literals;

struct AggregateTest : HopTest {
  const domain::AnchoredPolicy anchored{3s};
  const domain::WindowPolicy* policy = &anchored;
  Options options;
  std::unique_ptr<memory::MemoryAggregateStage> stage;
  std::unique_ptr<Aggregate> hop;
  ports::PresenceWatch* presence = nullptr;

  void start_hop() {
    stage = std::make_unique<memory::MemoryAggregateStage>(store_, "aggregate");
    hop = std::make_unique<Aggregate>(options, *policy, *stage, presence, clock_, random_, metrics_);
    runtime::TaskGroup& group = *groups.emplace_back(std::make_unique<runtime::TaskGroup>(
        loop_.get_executor(),
        [](const std::string&, std::exception_ptr failure) { std::rethrow_exception(failure); }));
    group.spawn("aggregate", hop->run());
    settle();
  }
  void crash() { stop(*groups.back()); }
  ~AggregateTest() override {
    for (auto& group : groups)
      stop(*group);
  }

  void deliver(std::int64_t recipient, std::string body, std::int64_t from = 9) {
    auto message =
        std::make_shared<domain::Message>(domain::Message{{domain::Uuid::v4(1, random_.next())},
                                                          {},
                                                          {from},
                                                          {},
                                                          std::move(body),
                                                          domain::TimeUuid::at({}, random_.next())});
    store_.chat_deliveries.append({{{recipient}, std::move(message)}});
    settle();
  }
  // "recipient:body+body" of every batch, in the order of the log.
  std::vector<std::string> batches() {
    std::vector<std::string> all;
    for (const auto& [offset, batch, place] : store_.chat_messages_grouped.read_after(0, 1000)) {
      std::string line = to_string(batch.key) + ":";
      for (const auto& message : batch.messages)
        line += (line.back() == ':' ? "" : "+") + message->body;
      all.push_back(line);
    }
    return all;
  }

  std::vector<std::unique_ptr<runtime::TaskGroup>> groups;
};

TEST_F(AggregateTest, GathersARecipientsMessagesForOneWindow) {
  start_hop();
  deliver(1, "a");
  advance(2s);
  deliver(1, "b");
  deliver(2, "c");
  EXPECT_TRUE(batches().empty());
  advance(1s);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:a+b"}));
  advance(2s);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:a+b", "2:c"}));
}

TEST_F(AggregateTest, OpensNoMoreWindowsThanItMay) {
  options.windows.open_max = 1;
  start_hop();
  deliver(1, "a");
  EXPECT_EQ(hop->open_windows(), 1u);
  advance(1s);
  deliver(2, "b");
  EXPECT_EQ(hop->open_windows(), 1u);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:a"}));
}

TEST_F(AggregateTest, DoesNotWriteBackToTheSender) {
  start_hop();
  deliver(1, "own", 1);
  advance(10s);
  EXPECT_TRUE(batches().empty());
  EXPECT_EQ(store_.chat_deliveries.committed("aggregate"), 1);
}

TEST_F(AggregateTest, RemembersNoProgressPastAnOpenWindow) {
  start_hop();
  deliver(1, "a");
  deliver(2, "own", 2);
  advance(2s);
  EXPECT_EQ(store_.chat_deliveries.committed("aggregate"), 0);
  advance(1s);
  EXPECT_EQ(store_.chat_deliveries.committed("aggregate"), 2);
}

TEST_F(AggregateTest, LosesNoOpenWindowInACrash) {
  start_hop();
  deliver(1, "a");
  deliver(2, "b");
  advance(1s);
  crash();
  start_hop();
  deliver(1, "c");
  advance(3s);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:a+c", "2:b"}));
}

TEST_F(AggregateTest, HandsTheSameBatchesOnWhenTheLogFailsFirst) {
  start_hop();
  deliver(1, "a");
  stage->fail_next(ports::Errc::unavailable, 2);
  advance(3s);
  EXPECT_TRUE(batches().empty());
  advance(10s);
  advance(10s);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:a"}));
}

TEST_F(AggregateTest, AfterProgressThatWasNotRememberedTheFirstFailureToHandOnIsTriedAgainAtOnce) {
  start_hop();
  deliver(9, "own", 9);
  constexpr int failures = 30;
  stage->fail_next(ports::Errc::unavailable, failures);
  for (int i = 0; i < 2 * failures; ++i)
    advance(2s);
  deliver(1, "a");
  stage->fail_next(ports::Errc::unavailable, 1);
  advance(3s);
  advance(50ms);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:a"}));
}

// What live nodes say, told by the test.
class SaidPresence final : public ports::PresenceWatch {
 public:
  std::vector<domain::PresenceEvent> take() override {
    said.emplace_back(domain::NodeAlive{kNode});
    return std::exchange(said, {});
  }
  static constexpr domain::NodeId kNode{};
  std::vector<domain::PresenceEvent> said;
};

struct AttendedTest : AggregateTest {
  SaidPresence watch;
  AttendedTest() { presence = &watch; }

  void connect(std::int64_t reader) {
    watch.said.emplace_back(domain::ReaderConnected{{reader}, watch.kNode});
  }
  void leave(std::int64_t reader) { watch.said.emplace_back(domain::ReaderLeft{{reader}, watch.kNode}); }
  void listen(std::int64_t reader) { watch.said.emplace_back(domain::ReaderListens{{reader}, {}}); }
  void reach(std::int64_t reader, std::int64_t offset, std::uint64_t listener = 0) {
    watch.said.emplace_back(
        domain::ReaderListens{{reader}, domain::ListenerId{domain::Uuid::v4(listener, 1)}, offset});
  }
  void start_long_ago() {
    start_hop();
    deliver(8, "own", 8);  // the hop looks about when something comes
    advance(options.attendance.lease + options.attendance.unseen_after);
    deliver(8, "own", 8);
  }
  std::int64_t after_of_the_last_batch() {
    return store_.chat_messages_grouped.read_after(0, 1000).back().record.after;
  }
};

TEST_F(AttendedTest, OpensNoWindowForAConnectedReader) {
  start_long_ago();
  connect(1);
  deliver(1, "a");
  EXPECT_EQ(hop->open_windows(), 0u);
  advance(1min);
  EXPECT_TRUE(batches().empty());
  advance(1s);
  EXPECT_EQ(store_.chat_deliveries.committed("aggregate"), 3);
}

TEST_F(AttendedTest, OpensNoWindowForWhoWasNotSeenForLong) {
  start_long_ago();
  deliver(1, "a");
  advance(1min);
  EXPECT_TRUE(batches().empty());
}

TEST_F(AttendedTest, CoversWhoLeavesWithinASecondWithoutWaitingForTheWindow) {
  start_long_ago();
  connect(1);
  deliver(1, "a");
  advance(20s);
  deliver(1, "b");
  leave(1);
  for (int i = 0; i < 3; ++i)
    advance(250ms);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:a+b"}));
  deliver(1, "c");
  advance(3s);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:a+b", "1:c"}));
}

TEST_F(AttendedTest, CoversTheReadersOfADeadNodeAfterItsLease) {
  start_long_ago();
  watch.said.emplace_back(domain::ReaderConnected{{1}, domain::NodeId{domain::Uuid::v4(5, 5)}});
  deliver(1, "a");
  advance(options.attendance.lease - 1ms);
  EXPECT_TRUE(batches().empty());
  advance(1s);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:a"}));
}

// He reads history, and it may have been asked for before this message was there.
TEST_F(AttendedTest, GivesWhoComesToTheFeedWhatWasDeliveredAMomentAgo) {
  start_long_ago();
  deliver(1, "a");
  advance(2s);
  listen(1);
  advance(250ms);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:a"}));
}

TEST_F(AttendedTest, WritesBackToASenderWhoHasAnotherDeviceInTheFeed) {
  start_long_ago();
  listen(1);
  connect(1);
  deliver(1, "own", 1);
  advance(3s);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:own"}));
}

TEST_F(AttendedTest, BeginsWithAGapBehindWhatWasWrittenForNobody) {
  start_long_ago();
  listen(1);
  deliver(1, "a");
  advance(3s);
  EXPECT_EQ(after_of_the_last_batch(), 2);
  advance(options.attendance.unseen_after);
  deliver(1, "unseen");
  advance(1min);
  listen(1);
  deliver(1, "b");
  advance(3s);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:a", "1:b"}));
  EXPECT_EQ(after_of_the_last_batch(), 4);
}

TEST_F(AttendedTest, WritesNothingOfWhatTheReaderHasFetchedHimself) {
  start_long_ago();
  reach(1, 2);
  deliver(1, "a");
  deliver(1, "b");
  advance(1s);
  reach(1, 4);
  advance(2s);
  EXPECT_TRUE(batches().empty());
  EXPECT_EQ(hop->open_windows(), 0u);
  deliver(1, "c");
  advance(3s);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:c"}));
  EXPECT_EQ(after_of_the_last_batch(), 4);
}

// What he fetched out of the log may be ahead of the hop.
TEST_F(AttendedTest, WritesNothingOfWhatTheReaderHadFetchedBeforeItCameHere) {
  start_long_ago();
  reach(1, 4);
  deliver(1, "a");
  deliver(1, "b");
  deliver(1, "c");
  advance(3s);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:c"}));
  EXPECT_EQ(after_of_the_last_batch(), 4);
}

TEST_F(AttendedTest, WritesForTheListenerThatHasNotFetchedIt) {
  start_long_ago();
  reach(1, 2, 1);
  reach(1, 2, 2);
  deliver(1, "a");
  deliver(1, "b");
  reach(1, 4, 1);
  reach(1, 3, 2);
  advance(3s);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:b"}));
}

TEST_F(AttendedTest, BringsWhoComesToTheFeedOnlyWhatHeHasNot) {
  start_long_ago();
  deliver(1, "a");
  deliver(1, "b");
  advance(1s);
  reach(1, 3);
  advance(250ms);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:b"}));
}

TEST_F(AttendedTest, LosesNothingOfWhatIsHeldInACrash) {
  start_long_ago();
  connect(1);
  deliver(1, "a");
  advance(10s);
  EXPECT_EQ(store_.chat_deliveries.committed("aggregate"), 2);
  crash();
  start_hop();
  advance(options.attendance.lease + 1s);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:a"}));
}

TEST_F(AttendedTest, LeavesInPeaceWhoConnectsAgainAfterACrash) {
  start_long_ago();
  connect(1);
  deliver(1, "a");
  crash();
  start_hop();
  connect(1);
  advance(1min);
  EXPECT_TRUE(batches().empty());
}

// A budget of a dollar a second, and batches of a thousand dollars each.
struct BudgetTest : AggregateTest {
  domain::WaitBudget budget{
      {.dollars_per_month = std::chrono::duration<double>(domain::WaitBudget::kMonth).count(),
       .wait_min = 3s,
       .wait_max = 60s},
      clock_.now()};
  const domain::BudgetedPolicy budgeted{budget};

  BudgetTest() {
    policy = &budgeted;
    options.spending = {.expected_dollars = [](const domain::Batch&) { return 1000.0; }, .budget = &budget};
  }
  double wait_seconds() { return metrics_.gauge("caravan_aggregate_wait_seconds", "").Value(); }
};

TEST_F(BudgetTest, WindowsWaitForAsLongAsTheBudgetWants) {
  start_hop();
  EXPECT_EQ(wait_seconds(), 3);
  deliver(1, "shown at once");
  EXPECT_EQ(metrics_.counter("caravan_aggregate_expected_dollars_total", "").Value(), 1000);
  deliver(1, "gathered");
  EXPECT_EQ(wait_seconds(), 60);
  advance(59s);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:shown at once"}));
  advance(1s);
  EXPECT_EQ(batches(), (std::vector<std::string>{"1:shown at once", "1:gathered"}));
}

TEST_F(BudgetTest, TheWaitShrinksByItselfWhenNothingIsSpent) {
  start_hop();
  deliver(1, "shown at once");
  advance(1s);
  EXPECT_EQ(wait_seconds(), 60);
  for (int i = 0; i < 150; ++i)
    advance(10s);
  EXPECT_EQ(wait_seconds(), 3);
}

}  // namespace
}  // namespace caravan::aggregate
