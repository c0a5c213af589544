#include "pipeline/accept/noted_chats.hpp"

#include "adapters/memory/memory_message_store.hpp"
#include "pipeline/hop_fixture.hpp"

namespace caravan::accept {
namespace {

using ports::Errc;

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
  EXPECT_EQ(result_of(noted.some(10))->size(), 1u);
  EXPECT_TRUE(noted.has(chat.id));
  ASSERT_TRUE(result_of(unpublished.remove(ours)));
  EXPECT_TRUE(result_of(noted.some(10))->empty());
  EXPECT_FALSE(noted.has(chat.id));
}

TEST_F(NotedChatsTest, WhatAnotherProcessHadAddedIsRelayedWithoutAWord) {
  const auto theirs = message(), ours = message();
  ASSERT_TRUE(result_of(unpublished.add(theirs)));
  ASSERT_TRUE(result_of(noted.remove(theirs)));
  EXPECT_FALSE(noted.has(chat.id));
  ASSERT_TRUE(result_of(noted.add(ours)));
  EXPECT_TRUE(noted.has(chat.id));
}

}  // namespace
}  // namespace caravan::accept
