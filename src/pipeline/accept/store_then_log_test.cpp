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
  accept::NotedChats noted_{unpublished_};
  accept::StoreThenLog acceptance_{{}, messages_, log_, noted_, clock_, random_, metrics_};
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

// A history that takes a second.
struct SlowStore final : ports::MessageStore {
  SlowStore(ports::MessageStore& of_messages, runtime::Clock& on) : store_of(of_messages), clock(on) {}
  ports::Task<std::vector<ports::Result<domain::Message>>> store(
      std::vector<ports::NewMessage> messages) override {
    co_await clock.sleep_until(clock.now() + 1s);
    co_return co_await store_of.store(std::move(messages));
  }
  ports::MessageStore& store_of;
  runtime::Clock& clock;
};

struct StoreThenLogTest : HopTest {
  memory::MemoryMessageStore messages{store_};
  memory::MemoryMessageLog log{store_};
  memory::MemoryUnpublished unpublished;
  NotedChats noted{unpublished};
  StoreThenLog acceptance{
      {.log_timeout = 500ms, .log_pause = 1s}, messages, log, noted, clock_, random_, metrics_};
  domain::Chat chat = make_chat({1, 2});

  domain::Draft draft(std::uint64_t id = 0) { return draft_in(chat, id); }
  domain::Draft draft_in(const domain::Chat& in, std::uint64_t id = 0) {
    // The lowest byte of an id has bits that mean its kind.
    return {{domain::Uuid::v4(7, (id ? id : random_.next()) << 8)}, in.id, {1}, {{2}}, "hello"};
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
  const auto another = make_chat({1, 3});
  log.fail_next(Errc::unavailable, 1);
  ASSERT_TRUE(accept(draft()));
  ASSERT_TRUE(accept(draft_in(another)));  // the log would answer, but is not asked yet
  EXPECT_EQ(unpublished.count(), 2u);
  EXPECT_EQ(store_.chat_messages.end(), 0);
  advance(1s);
  ASSERT_TRUE(accept(draft_in(make_chat({1, 4}))));
  EXPECT_EQ(store_.chat_messages.end(), 1);
}

// Or it would overtake them in the log.
TEST_F(StoreThenLogTest, WhatComesBehindUnpublishedMessagesOfItsChatIsRelayedToo) {
  log.fail_next(Errc::unavailable, 1);
  const auto first = accept(draft());
  advance(1s);
  auto second = boost::asio::co_spawn(
      loop_, runtime::as_optional(acceptance.accept(draft(), IdOrigin::sender)), boost::asio::use_future);
  settle();
  advance(500ms);  // in vain
  ASSERT_TRUE(*second.get());
  EXPECT_EQ(unpublished.count(), 2u);
  EXPECT_EQ(store_.chat_messages.end(), 0);
}

// Or a busy chat would be relayed for ever.
TEST_F(StoreThenLogTest, WaitsForWhatTheRelayBringsToTheLogInAMoment) {
  log.fail_next(Errc::unavailable, 1);
  const auto first = accept(draft());
  advance(1s);
  auto second = boost::asio::co_spawn(
      loop_, runtime::as_optional(acceptance.accept(draft(), IdOrigin::sender)), boost::asio::use_future);
  settle();
  EXPECT_EQ(second.wait_for(0s), std::future_status::timeout);
  ASSERT_TRUE(result_of(noted.remove(*first)));
  settle();
  ASSERT_TRUE(*second.get());
  EXPECT_EQ(unpublished.count(), 0u);
  EXPECT_EQ(store_.chat_messages.end(), 1);
}

// A log of two parts, of which the first is away.
struct HalfALog final : ports::MessageLog {
  explicit HalfALog(ports::MessageLog& of_second) : second(of_second) {}
  ports::Task<ports::Result<void>> append(domain::Message message, ports::SteadyTime deadline) override {
    if (part_of(message.chat) == 0) co_return ports::Error{Errc::unavailable, "away"};
    co_return co_await second.append(std::move(message), deadline);
  }
  std::size_t part_of(domain::ChatId chat) const override { return chat == away ? 0 : 1; }
  ports::MessageLog& second;
  domain::ChatId away;
};

TEST_F(StoreThenLogTest, APartOfTheLogThatIsAwayLeavesTheOthersAlone) {
  HalfALog half{log};
  half.away = chat.id;
  StoreThenLog acceptance{{}, messages, half, noted, clock_, random_, metrics_};
  const auto sent = [&](domain::Draft draft) {
    return result_of(acceptance.accept(std::move(draft), IdOrigin::sender)).has_value();
  };
  EXPECT_TRUE(sent(draft()));
  EXPECT_TRUE(sent(draft_in(make_chat({1, 3}))));
  EXPECT_EQ(unpublished.count(), 1u);
  EXPECT_EQ(store_.chat_messages.end(), 1);
}

TEST_F(StoreThenLogTest, ASendWhoseCallerIsGoneReachesTheLogAllTheSame) {
  SlowStore slow{messages, clock_};
  StoreThenLog acceptance{{}, slow, log, noted, clock_, random_, metrics_};
  runtime::TaskGroup callers{loop_.get_executor(), [](const std::string&, std::exception_ptr failure) {
                               std::rethrow_exception(failure);
                             }};
  callers.spawn("send", [](ports::Task<ports::Result<domain::Message>> send) -> ports::Task<void> {
    const auto answer = co_await std::move(send);
    ADD_FAILURE() << "answered " << answer.has_value();
  }(acceptance.accept(draft(), IdOrigin::sender)));
  settle();
  stop(callers);
  EXPECT_EQ(callers.size(), 0u);
  EXPECT_EQ(store_.chat_messages.end(), 0);
  advance(1s);
  EXPECT_EQ(store_.chat_messages.end(), 1);
}

TEST_F(StoreThenLogTest, WhatCannotEndIsGivenUpAtTheDeadline) {
  SlowStore slow{messages, clock_};
  StoreThenLog acceptance{{}, slow, log, noted, clock_, random_, metrics_};
  start([](ports::Task<ports::Result<domain::Message>> send) -> ports::Task<void> {
    co_await std::move(send);
  }(acceptance.accept(draft(), IdOrigin::sender)));
  stop();
  auto finished =
      boost::asio::co_spawn(loop_, acceptance.finish(clock_.now() + 500ms), boost::asio::use_future);
  settle();
  EXPECT_EQ(finished.wait_for(0s), std::future_status::timeout);
  advance(500ms);
  finished.get();
  settle();
  EXPECT_EQ(store_.chat_messages.end(), 0);
}

TEST_F(StoreThenLogTest, TheLogGetsAChatsMessagesInTheOrderOfTheirTimes) {
  std::vector<std::future<std::optional<ports::Result<domain::Message>>>> answers;
  for (int i = 0; i < 100; ++i)
    answers.push_back(boost::asio::co_spawn(
        loop_, runtime::as_optional(acceptance.accept(draft(), IdOrigin::sender)), boost::asio::use_future));
  settle();
  for (auto& answer : answers)
    ASSERT_TRUE(*answer.get());
  const auto log_of_all = store_.chat_messages.read_after(0, 1'000);
  ASSERT_EQ(log_of_all.size(), 100u);
  for (std::size_t i = 1; i < log_of_all.size(); ++i)
    EXPECT_LT(log_of_all[i - 1].record.time, log_of_all[i].record.time);
}

TEST_F(StoreThenLogTest, WaitsAtItsStartForTheTimesThatOthersHaveGiven) {
  StoreThenLog late{{.floor_timeout = 5s}, messages, log, noted, clock_, random_, metrics_};
  auto first = boost::asio::co_spawn(loop_, runtime::as_optional(late.accept(draft(), IdOrigin::sender)),
                                     boost::asio::use_future);
  settle();
  EXPECT_EQ(first.wait_for(0s), std::future_status::timeout);
  const auto given = std::chrono::time_point_cast<domain::TimeUuidTicks>(clock_.wall()) + 2s;
  late.see(given);
  late.floor_is_known();
  settle();
  EXPECT_GT((*first.get())->time.instant(), given);
}

TEST_F(StoreThenLogTest, DoesNotWaitForTimesThatNobodyTells) {
  StoreThenLog alone{{.floor_timeout = 5s}, messages, log, noted, clock_, random_, metrics_};
  auto first = boost::asio::co_spawn(loop_, runtime::as_optional(alone.accept(draft(), IdOrigin::sender)),
                                     boost::asio::use_future);
  settle();
  advance(5s);
  EXPECT_TRUE(*first.get());
}

TEST_F(StoreThenLogTest, WaitsForTheLogNoLongerThanItsTimeout) {
  SlowLog slow{clock_};
  StoreThenLog patient{
      {.log_timeout = 500ms, .log_pause = 1s}, messages, slow, noted, clock_, random_, metrics_};
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
