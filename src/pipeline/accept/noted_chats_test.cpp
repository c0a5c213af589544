#include "pipeline/accept/noted_chats.hpp"

#include <gmock/gmock.h>

#include "adapters/memory/memory_message_store.hpp"
#include "pipeline/hop_fixture.hpp"

namespace caravan::accept {
namespace {

using namespace std::chrono_literals;
using ports::Errc;
using testing::ElementsAre;
using testing::IsEmpty;

struct NotedChatsTest : HopTest {
  memory::MemoryUnpublished unpublished;
  NotedChats noted{unpublished};
  domain::Chat chat = make_chat({1, 2});

  domain::Message message() {
    return {{domain::Uuid::v4(7, random_.next())}, chat.id, {1}, {{2}}, "hello", store_.next_time()};
  }
};

TEST_F(NotedChatsTest, AChatIsNotedUntilTheLastOfItsMessagesIsRelayed) {
  const auto first = message(), second = message();
  EXPECT_FALSE(noted.has(chat.id));
  ASSERT_TRUE(result_of(noted.add(first)));
  ASSERT_TRUE(result_of(noted.add(second)));
  EXPECT_TRUE(noted.has(chat.id));
  ASSERT_TRUE(result_of(noted.remove(first)));
  EXPECT_TRUE(noted.has(chat.id));
  ASSERT_TRUE(result_of(noted.remove(second)));
  EXPECT_FALSE(noted.has(chat.id));
}

TEST_F(NotedChatsTest, WhatCouldNotBeAddedIsNotNoted) {
  unpublished.fail_next(Errc::unavailable, 1);
  EXPECT_FALSE(result_of(noted.add(message())));
  EXPECT_FALSE(noted.has(chat.id));
}

TEST_F(NotedChatsTest, WhatAnotherProcessRelayedIsForgottenWhenNothingIsLeft) {
  const auto ours = message();
  ASSERT_TRUE(result_of(noted.add(ours)));
  EXPECT_EQ(result_of(noted.some(10))->messages.size(), 1u);
  EXPECT_TRUE(noted.has(chat.id));
  ASSERT_TRUE(result_of(unpublished.remove(ours)));
  EXPECT_TRUE(result_of(noted.some(10))->messages.empty());
  EXPECT_FALSE(noted.has(chat.id));
}

TEST_F(NotedChatsTest, WhatAnotherProcessHadAddedIsRelayedWithoutAWord) {
  const auto theirs = message(), ours = message();
  ASSERT_TRUE(result_of(unpublished.add(theirs)));
  ASSERT_TRUE(result_of(noted.add(ours)));
  ASSERT_TRUE(result_of(noted.add(ours)));
  ASSERT_TRUE(result_of(noted.remove(theirs)));
  EXPECT_TRUE(noted.has(chat.id));
  ASSERT_TRUE(result_of(noted.remove(ours)));
  EXPECT_FALSE(noted.has(chat.id));
}

// One whose `add` takes as long as a test wants.
struct SlowUnpublished final : ports::Unpublished {
  explicit SlowUnpublished(ports::Unpublished& kept, runtime::Clock& on) : kept_by(kept), clock(on) {}
  ports::Task<ports::Result<void>> add(domain::Message message) override {
    if (message.time == slow) co_await clock.sleep_until(clock.now() + 1s);
    co_return co_await kept_by.add(std::move(message));
  }
  ports::Task<ports::Result<Found>> some(std::size_t count_max) override { return kept_by.some(count_max); }
  ports::Task<ports::Result<void>> remove(domain::Message message) override {
    return kept_by.remove(std::move(message));
  }
  ports::Unpublished& kept_by;
  runtime::Clock& clock;
  domain::TimeUuid slow = domain::TimeUuid::at({}, 0);
};

TEST_F(NotedChatsTest, NothingIsFoundBeforeWhatIsOnItsWay) {
  SlowUnpublished slow{unpublished, clock_};
  NotedChats noted{slow};
  const auto first = message(), second = message();
  auto elsewhere = message();
  elsewhere.chat = {domain::Uuid::v4(9, 9)};
  slow.slow = first.time;
  start([](ports::Task<ports::Result<void>> add) -> ports::Task<void> {
    EXPECT_TRUE(co_await std::move(add));
  }(noted.add(first)));
  ASSERT_TRUE(result_of(noted.add(second)));
  ASSERT_TRUE(result_of(noted.add(elsewhere)));
  EXPECT_THAT(result_of(noted.some(10))->messages, ElementsAre(elsewhere));
  advance(1s);
  EXPECT_THAT(result_of(noted.some(10))->messages, ElementsAre(first, second, elsewhere));
}

TEST_F(NotedChatsTest, NothingIsFoundBeforeWhatWasAddedBehindTheReader) {
  const auto first = message(), second = message(), third = message();
  ASSERT_TRUE(result_of(noted.add(second)));
  ASSERT_TRUE(result_of(noted.add(third)));
  EXPECT_THAT(result_of(noted.some(1))->messages, ElementsAre(second));
  ASSERT_TRUE(result_of(noted.add(first)));
  EXPECT_THAT(result_of(noted.some(1))->messages, IsEmpty());
  EXPECT_THAT(result_of(noted.some(1))->messages, ElementsAre(first));
}

TEST_F(NotedChatsTest, WhatAnotherProcessRelayedHoldsNothingUp) {
  const auto first = message(), second = message();
  ASSERT_TRUE(result_of(noted.add(first)));
  ASSERT_TRUE(result_of(noted.add(second)));
  EXPECT_THAT(result_of(noted.some(10))->messages, ElementsAre(first, second));
  ASSERT_TRUE(result_of(unpublished.remove(first)));
  EXPECT_THAT(result_of(noted.some(10))->messages, ElementsAre(second));
}

}  // namespace
}  // namespace caravan::accept
