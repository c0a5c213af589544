#include "chats/chats_fixture.hpp"

namespace caravan::chats {
namespace {

using CreateChatTest = ChatsTest;

TEST_F(CreateChatTest, MakesADirectChatWithTheNamesOfTheAccountsInTheGivenOrder) {
  const auto chat = created(1, {{2}, {1}});
  EXPECT_EQ(chat.kind, domain::ChatKind::direct);
  EXPECT_EQ(chat.members, (std::vector<domain::Account>{{{2}, "bob"}, {{1}, "ada"}}));
}

TEST_F(CreateChatTest, AnswersTheChatThatAPairHasAlready) {
  const auto first = created(1, {{1}, {2}});
  EXPECT_EQ(std::get<AlreadyThere>(create(2, {{2}, {1}})).chat, first.id);
}

TEST_F(CreateChatTest, LetsTheSamePeopleHaveManyGroups) {
  const auto first = created(1, {{1}, {2}}, domain::ChatKind::group);
  const auto second = created(1, {{1}, {2}}, domain::ChatKind::group);
  EXPECT_NE(first.id, second.id);
}

TEST_F(CreateChatTest, RefusesWhatCannotBeAChat) {
  const auto refusal = [this](std::int64_t caller, std::vector<domain::UserId> members,
                              domain::ChatKind kind = domain::ChatKind::direct) {
    return std::get<CreateRefusal>(create(caller, std::move(members), kind));
  };
  EXPECT_EQ(refusal(1, {{2}, {3}}), CreateRefusal::not_a_member);
  EXPECT_EQ(refusal(1, {{1}}), CreateRefusal::wrong_count);
  EXPECT_EQ(refusal(1, {{1}, {2}, {3}}), CreateRefusal::wrong_count);
  EXPECT_EQ(refusal(1, {{1}, {2}, {3}, {4}}, domain::ChatKind::group), CreateRefusal::wrong_count);
  EXPECT_EQ(refusal(1, {{1}, {1}}), CreateRefusal::repeated_member);
  EXPECT_EQ(refusal(1, {{1}, {99}}), CreateRefusal::unknown_user);
}

TEST_F(CreateChatTest, SaysWhenAStoreCannotAnswer) {
  accounts_.fail_next(ports::Errc::unavailable);
  EXPECT_EQ(std::get<ports::Error>(create(1, {{1}, {2}})).code, ports::Errc::unavailable);
  chats_.fail_next(ports::Errc::overloaded);
  EXPECT_EQ(std::get<ports::Error>(create(1, {{1}, {2}})).code, ports::Errc::overloaded);
}

}  // namespace
}  // namespace caravan::chats
