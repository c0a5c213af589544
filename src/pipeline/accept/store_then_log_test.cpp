#include "pipeline/accept/store_then_log.hpp"

#include "adapters/memory/memory_history.hpp"
#include "adapters/memory/memory_message_store.hpp"
#include "pipeline/hop_fixture.hpp"
#include "ports/contract_tests/acceptance_contract.hpp"

namespace caravan::ports::contract {
namespace {

class StoreThenLogSubject final : public StoreSubject {
 public:
  runtime::ManualClock& clock() override { return clock_; }
  Chats& chats() override { return chats_; }
  Acceptance& acceptance() override { return acceptance_; }
  History& history() override { return history_; }

 private:
  runtime::ManualClock clock_;
  runtime::SystemRandom random_;
  observe::Metrics metrics_;
  memory::Store store_{clock_, random_};
  memory::MemoryChats chats_{store_};
  memory::MemoryHistory history_{store_};
  memory::MemoryMessageStore messages_{store_};
  memory::MemoryMessageLog log_{store_};
  memory::MemoryUnpublished unpublished_;
  accept::StoreThenLog acceptance_{{}, messages_, log_, unpublished_, clock_, random_, metrics_};
};

const Factory<StoreSubject> kStoreThenLog = {"store_then_log", []() -> std::unique_ptr<StoreSubject> {
                                               return std::make_unique<StoreThenLogSubject>();
                                             }};

INSTANTIATE_TEST_SUITE_P(StoreThenLog, AcceptanceContract, testing::Values(kStoreThenLog));

}  // namespace
}  // namespace caravan::ports::contract

namespace caravan::accept {
namespace {

using namespace std::chrono_literals;
using ports::Errc;
using ports::IdOrigin;

// A log that never confirms anything.
struct SlowLog final : ports::MessageLog {
  explicit SlowLog(runtime::Clock& on) : clock(on) {}
  ports::Task<ports::Result<void>> append(domain::Message, ports::SteadyTime deadline) override {
    ++asked;
    co_await clock.sleep_until(deadline);
    co_return ports::Error{Errc::unavailable, "not confirmed"};
  }
  runtime::Clock& clock;
  int asked = 0;
};

struct StoreThenLogTest : HopTest {
  memory::MemoryMessageStore messages{store_};
  memory::MemoryMessageLog log{store_};
  memory::MemoryUnpublished unpublished;
  StoreThenLog acceptance{
      {.log_timeout = 500ms, .log_pause = 1s}, messages, log, unpublished, clock_, random_, metrics_};
  domain::Chat chat = make_chat({1, 2});

  domain::Draft draft(std::uint64_t id = 0) {
    return {{domain::Uuid::v4(7, id ? id : random_.next())}, chat.id, {1}, {{2}}, "hello"};
  }
  ports::Result<domain::Message> accept(domain::Draft draft, IdOrigin origin = IdOrigin::sender) {
    return result_of(acceptance.accept(std::move(draft), origin));
  }
};

TEST_F(StoreThenLogTest, BringsAMessageToHistoryAndToTheLog) {
  const auto message = accept(draft());
  ASSERT_TRUE(message);
  EXPECT_EQ(store_.chat_messages.read_after(0, 10).at(0).record, *message);
  EXPECT_EQ(unpublished.count(), 0u);
}

TEST_F(StoreThenLogTest, GivesTimesThatGrowWhateverTheWallClockDoes) {
  const auto first = accept(draft());
  clock_.set_wall(clock_.wall() - 24h);
  EXPECT_GT(accept(draft())->time, first->time);
}

TEST_F(StoreThenLogTest, GoesOnAboveTheTimesOfNodesWhoseClockIsAhead) {
  const auto now = std::chrono::time_point_cast<domain::TimeUuidTicks>(clock_.wall());
  acceptance.see(now + 2s);
  EXPECT_GT(accept(draft())->time.instant(), now + 2s);
  acceptance.see(now + 24h);  // a clock that wrong is not followed
  EXPECT_LT(accept(draft())->time.instant(), now + 3s);
}

TEST_F(StoreThenLogTest, AnswersTheStoresRefusalAndLogsNothing) {
  messages.fail_next(Errc::unavailable);
  EXPECT_EQ(accept(draft()).error().code, Errc::unavailable);
  auto elsewhere = draft();
  elsewhere.chat = {};
  EXPECT_EQ(accept(elsewhere).error().code, Errc::not_found);
  EXPECT_EQ(store_.chat_messages.end(), 0);
}

TEST_F(StoreThenLogTest, AcceptsWithoutTheLogAndAsksItAgainAfterAPause) {
  log.fail_next(Errc::unavailable, 1);
  ASSERT_TRUE(accept(draft()));
  ASSERT_TRUE(accept(draft()));  // the log would answer, but is not asked yet
  EXPECT_EQ(unpublished.count(), 2u);
  EXPECT_EQ(store_.chat_messages.end(), 0);
  advance(1s);
  ASSERT_TRUE(accept(draft()));
  EXPECT_EQ(store_.chat_messages.end(), 1);
}

TEST_F(StoreThenLogTest, WaitsForTheLogNoLongerThanItsTimeout) {
  SlowLog slow{clock_};
  StoreThenLog patient{
      {.log_timeout = 500ms, .log_pause = 1s}, messages, slow, unpublished, clock_, random_, metrics_};
  const auto pending = [&] { return patient.accept(draft(), IdOrigin::sender); };
  start([](ports::Task<ports::Result<domain::Message>> task) -> ports::Task<void> {
    EXPECT_TRUE(co_await std::move(task));
  }(pending()));
  advance(499ms);
  EXPECT_EQ(unpublished.count(), 0u);
  advance(1ms);
  EXPECT_EQ(unpublished.count(), 1u);
  EXPECT_EQ(slow.asked, 1);
}

TEST_F(StoreThenLogTest, IsUncertainWhenNeitherLogNorListTakesIt) {
  log.fail_next(Errc::unavailable);
  unpublished.fail_next(Errc::unavailable);
  EXPECT_EQ(accept(draft(5)).error().code, Errc::uncertain);
  advance(1s);
  const auto again = accept(draft(5), IdOrigin::sender);
  ASSERT_TRUE(again);
  EXPECT_EQ(store_.chat_messages.read_after(0, 10).at(0).record, *again);
}

TEST_F(StoreThenLogTest, AnIdThatIsSentAgainAnswersTheFirstMessage) {
  const auto first = accept(draft(5));
  advance(3s);
  EXPECT_EQ(*accept(draft(5), IdOrigin::sender), *first);
}

}  // namespace
}  // namespace caravan::accept
