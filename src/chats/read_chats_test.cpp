#include "chats/read_chats.hpp"

#include "chats/chats_fixture.hpp"

namespace caravan::chats {
namespace {

struct ReadChatsTest : ChatsTest {
  ReadChats reading{chats_, cache_, history_};
  domain::Chat chat = created(1, {{1}, {2}});

  domain::Message accept(std::string body) {
    domain::Draft draft{
        {domain::Uuid::v4(random_.next(), random_.next())}, chat.id, {1}, {{2}}, std::move(body)};
    return *runtime::run_to_end(acceptance_.accept(std::move(draft), ports::IdOrigin::sender));
  }
  auto page(PageRequest request) { return runtime::run_to_end(reading.page(std::move(request))); }
};

TEST_F(ReadChatsTest, PagesBothWaysNewestFirst) {
  const auto one = accept("1"), two = accept("2"), three = accept("3");
  EXPECT_EQ(*page({.caller = {2}, .chat = chat.id}), (std::vector{three, two, one}));
  EXPECT_EQ(*page({.caller = {2}, .chat = chat.id, .count_max = 1, .before = three.time}),
            (std::vector{two}));
  EXPECT_EQ(*page({.caller = {2}, .chat = chat.id, .count_max = 1, .before = {}, .after = one.time}),
            (std::vector{two}));
  EXPECT_EQ(*page({.caller = {2}, .chat = chat.id, .count_max = 5, .before = {}, .after = one.time}),
            (std::vector{three, two}));
}

TEST_F(ReadChatsTest, ShowsAStrangerNoMoreThanAMissingChat) {
  accept("secret");
  EXPECT_EQ(page({.caller = {3}, .chat = chat.id}).error().code, ports::Errc::not_found);
  EXPECT_EQ(page({.caller = {3}, .chat = {}}).error().code, ports::Errc::not_found);
}

TEST_F(ReadChatsTest, ListsTheCallersChatsByLatestActivity) {
  const auto newer = created(1, {{1}, {3}});
  accept("wakes the older one");
  const auto list = *runtime::run_to_end(reading.list({1}, {}));
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].chat.id, chat.id);
  EXPECT_EQ(list[0].last_message->body, "wakes the older one");
  EXPECT_EQ(list[1].chat.id, newer.id);
  EXPECT_FALSE(list[1].last_message);
  EXPECT_EQ(runtime::run_to_end(reading.list({2}, {}))->size(), 1u);
}

}  // namespace
}  // namespace caravan::chats
