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
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(send(1, chat, "hello", id).body, first.body);
  EXPECT_EQ(store.chat_messages.end(), 1);

  const auto of_another_sender = send(2, chat, "mine", id);
  EXPECT_EQ(of_another_sender.status, 201);
  EXPECT_THAT(of_another_sender.body, HasSubstr(R"("body":"mine")"));
  EXPECT_EQ(store.chat_messages.end(), 2);
}

TEST_F(MessageRoutesTest, RefuseAnIdThatItsSenderUsedInAnotherChat) {
  const auto chat = new_chat(), other = new_chat(1, 3);
  constexpr const char* id = R"(,"message_id":"919108f7-52d1-4320-9bac-f847db4148a8")";
  EXPECT_EQ(send(1, chat, "hello", id).status, 201);
  const auto refused = send(1, other, "hello", id);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.body, R"({"detail":"This message_id was used for another message"})");
  EXPECT_EQ(store.chat_messages.end(), 1);
}

TEST_F(MessageRoutesTest, WhatAClientSaysOfItsTriesChangesNothing) {
  const auto chat = new_chat();
  const std::string body = R"({"message_id":"919108f7-52d1-4320-9bac-f847db4148a8","chat_id":")" + chat +
                           R"(","from_user":1,"body":"hello"})";
  const auto send_with = [&](std::string_view tries) {
    return call(1, "POST", "/chat/api/v1/messaging/", body, tries);
  };
  const auto first = send_with("1");
  EXPECT_EQ(first.status, 201);
  for (const char* tries : {"", "0", "1", "2", "-1", "many"}) {
    clock.advance(1s);  // for the limit on sends
    EXPECT_EQ(send_with(tries).body, first.body) << tries;
  }
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
