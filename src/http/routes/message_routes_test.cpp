#include <gmock/gmock.h>

#include "http/routes/chat_fixture.hpp"

namespace caravan::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

using MessageRoutesTest = ChatFixture;

TEST_F(MessageRoutesTest, SendAMessage) {
  const auto chat = new_chat();
  const auto sent = send(1, chat, "hello", R"(,"to_user":"2")");
  EXPECT_EQ(sent.status, 201);
  EXPECT_THAT(sent.body, HasSubstr(R"("from_user":"1","to_user":"2","body":"hello")"));
  EXPECT_THAT(sent.body, HasSubstr(R"("chat_id":")" + chat));
}

TEST_F(MessageRoutesTest, AnswerTheFirstResultToARepeatedId) {
  const auto chat = new_chat();
  constexpr const char* id = R"(,"message_id":"919108f7-52d1-4320-9bac-f847db4148a8")";
  const auto first = send(1, chat, "hello", id);
  EXPECT_EQ(send(1, chat, "hello", id).body, first.body);
  EXPECT_EQ(send(2, chat, "mine", id).status, 409);
  EXPECT_EQ(store.chat_messages.end(), 1);
}

TEST_F(MessageRoutesTest, RefuseWhoMayNotSend) {
  const auto chat = new_chat();
  EXPECT_EQ(send(3, chat, "let me in").status, 401);
  EXPECT_EQ(send(1, "00000000-0000-4000-8000-000000000000", "anybody?").status, 401);
  const auto forged = call(1, "POST", "/chat/api/v1/messaging/",
                           R"({"chat_id":")" + chat + R"(","from_user":2,"to_user":1,"body":"hi"})");
  EXPECT_EQ(forged.status, 401);
  EXPECT_EQ(forged.body, R"({"detail":"User is not authorized to do this action"})");
  EXPECT_EQ(call(0, "POST", "/chat/api/v1/messaging/", "{}").status, 401);
}

TEST_F(MessageRoutesTest, RefuseBodiesThatAreEmptyOrTooLarge) {
  const auto chat = new_chat();
  EXPECT_EQ(send(1, chat, "").status, 400);
  EXPECT_EQ(send(1, chat, std::string(16 * 1024 + 1, 'x')).status, 413);
  EXPECT_EQ(send(1, chat, std::string(16 * 1024, 'x')).status, 201);
}

TEST_F(MessageRoutesTest, SlowDownWhoSendsTooMuch) {
  const auto chat = new_chat();
  Response last;
  for (int i = 0; i < 6; ++i)
    last = send(1, chat, "spam");
  EXPECT_EQ(last.status, 429);
  EXPECT_EQ(header_of(last, "Retry-After"), "1");
  clock.advance(1s);
  EXPECT_EQ(send(1, chat, "patience").status, 201);
}

TEST_F(MessageRoutesTest, SayWhenTheStoreCannotAnswer) {
  const auto chat = new_chat();
  acceptance.fail_next(ports::Errc::unavailable);
  const auto failed = send(1, chat, "hello");
  EXPECT_EQ(failed.status, 503);
  EXPECT_EQ(header_of(failed, "Retry-After"), "1");
  EXPECT_EQ(store.chat_messages.end(), 0);
}

}  // namespace
}  // namespace caravan::http
