#include "wire/client_bodies.hpp"

#include <gtest/gtest.h>

namespace caravan::wire {
namespace {

constexpr const char* kUuid = "01890a5d-ac96-774b-bcce-b302099a8057";

TEST(ClientBodies, TheServerReadsWhatAClientWrites) {
  const auto user = parse_new_user(encode(NewUser{"ad\"a", "secret\n"}));
  ASSERT_TRUE(user);
  EXPECT_EQ(user->username, "ad\"a");
  EXPECT_EQ(user->password, "secret\n");

  const auto chat = parse_new_chat(encode_direct_chat(domain::UserId{7}, domain::UserId{9}), 100);
  ASSERT_TRUE(chat);
  EXPECT_EQ(chat->kind, domain::ChatKind::direct);
  EXPECT_EQ(chat->members, (std::vector{domain::UserId{7}, domain::UserId{9}}));

  const NewMessage sent{domain::MessageId::parse(kUuid), *domain::ChatId::parse(kUuid), domain::UserId{7},
                        domain::UserId{9}, "a \\ b"};
  const auto message = parse_new_message(encode(sent));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->id, sent.id);
  EXPECT_EQ(message->chat, sent.chat);
  EXPECT_EQ(message->from, sent.from);
  EXPECT_EQ(message->to, sent.to);
  EXPECT_EQ(message->body, sent.body);
}

TEST(ClientBodies, AClientReadsWhatTheServerWrites) {
  const auto login = parse_login_answer(encode(Login{"a.b.c", {domain::UserId{7}, "ada"}}));
  ASSERT_TRUE(login);
  EXPECT_EQ(login->user, domain::UserId{7});
  EXPECT_EQ(login->access_token, "a.b.c");

  const auto chat = parse_chat_answer(std::string(R"({"chat_id":")") + kUuid + R"(","users_id":[]})");
  ASSERT_TRUE(chat);
  EXPECT_EQ(*chat, *domain::ChatId::parse(kUuid));
}

TEST(ClientBodies, AnswersOfSomethingElseAreRefused) {
  EXPECT_FALSE(parse_login_answer("<html>"));
  EXPECT_FALSE(parse_login_answer(R"({"access_token":"a.b.c"})"));
  EXPECT_FALSE(parse_chat_answer(R"({"chat_id":"7"})"));
}

}  // namespace
}  // namespace caravan::wire
