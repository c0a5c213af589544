#include "chats/chats_fixture.hpp"

namespace caravan::chats {
namespace {

struct ChatCacheTest : ChatsTest {
  // Whether the cache knows the chat without asking its store, which would fail.
  bool remembers(domain::ChatId chat) {
    chats_.fail_next(ports::Errc::unavailable);
    const bool found = runtime::run_to_end(cache_.of(chat)).has_value();
    chats_.fail_next(ports::Errc::unavailable, 0);
    return found;
  }
  void ask(domain::ChatId chat) { ASSERT_TRUE(runtime::run_to_end(cache_.of(chat))); }
};

TEST_F(ChatCacheTest, AsksItsStoreOnce) {
  const auto chat = created(1, {{1}, {2}});
  EXPECT_FALSE(remembers(chat.id));
  ask(chat.id);
  EXPECT_TRUE(remembers(chat.id));
  EXPECT_EQ(**runtime::run_to_end(cache_.of(chat.id)), chat);
}

TEST_F(ChatCacheTest, ForgetsTheLeastRecentlyUsedOfTooMany) {
  const auto first = created(1, {{1}, {2}}), second = created(1, {{1}, {3}}), third = created(1, {{1}, {4}});
  ask(first.id);
  ask(second.id);
  ask(first.id);
  ask(third.id);
  EXPECT_TRUE(remembers(first.id));
  EXPECT_FALSE(remembers(second.id));
  EXPECT_TRUE(remembers(third.id));
}

TEST_F(ChatCacheTest, DoesNotRememberThatAChatIsMissing) {
  domain::Chat chat{
      .id = {domain::Uuid::v4(8, 8)}, .kind = domain::ChatKind::direct, .name = {}, .members = {}};
  chat.members = {{{1}, "ada"}, {{2}, "bob"}};
  EXPECT_EQ(runtime::run_to_end(cache_.of(chat.id)).error().code, ports::Errc::not_found);
  ASSERT_TRUE(runtime::run_to_end(chats_.create(chat)));
  EXPECT_TRUE(runtime::run_to_end(cache_.of(chat.id)));
}

}  // namespace
}  // namespace caravan::chats
