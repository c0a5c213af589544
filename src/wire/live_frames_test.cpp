#include "wire/live_frames.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>

namespace caravan::wire {
namespace {

using domain::UserId;
using namespace std::chrono_literals;

domain::SharedMessage message(std::string body) {
  return std::make_shared<const domain::Message>(
      domain::Message{.id = *domain::MessageId::parse("919108f7-52d1-4320-9bac-f847db4148a8"),
                      .chat = *domain::ChatId::parse("6f7a6a54-9f0b-4a4e-8b1e-6d2a4c1f0a11"),
                      .from = UserId{1},
                      .to = UserId{2},
                      .body = std::move(body),
                      .time = *domain::TimeUuid::parse("c232ab00-9414-11ec-b3c8-9f6bdeced846")});
}

TEST(LiveFrames, ReadsTheConnectOfAClientThatComesBack) {
  const auto command = decode_command(
      R"({"connect":{"token":"t","name":"js","data":{"x":[]},"subs":{"inbox:2":{"recover":true,"epoch":"e","offset":41},)"
      R"("inbox:3":{"offset":1}}},"id":1})");
  ASSERT_TRUE(command);
  EXPECT_EQ(command->id, 1u);
  EXPECT_EQ(command->method, LiveMethod::connect);
  EXPECT_EQ(command->token, "t");
  ASSERT_EQ(command->recover.size(), 1u);
  EXPECT_EQ(command->recover[0].channel, "inbox:2");
  EXPECT_EQ(command->recover[0].epoch, "e");
  EXPECT_EQ(command->recover[0].offset, 41);
}

TEST(LiveFrames, TellsTheMethodsApart) {
  EXPECT_EQ(decode_command("{}")->method, LiveMethod::pong);
  EXPECT_EQ(decode_command(R"({"id":2,"ping":{}})")->method, LiveMethod::ping);
  EXPECT_EQ(decode_command(R"({"id":2,"refresh":{"token":"t"}})")->token, "t");
  EXPECT_EQ(decode_command(R"({"send":{"data":1}})")->method, LiveMethod::send);
  EXPECT_EQ(decode_command(R"({"id":2,"presence_stats":{"channel":"c"}})")->channel, "c");
  EXPECT_EQ(decode_command(R"({"id":2,"dance":{}})")->method, LiveMethod::unknown);
}

TEST(LiveFrames, RefusesMalformedCommands) {
  for (const auto* line :
       {"", "nonsense", "[]", "7", "{} {}", R"({"id":-1})", R"({"id":4294967296})", R"({"id":"1"})",
        R"({"id":1,"connect":null})", R"({"id":1,"connect":{"token":5}})",
        R"({"id":1,"connect":{"subs":[]}})", R"({"id":1,"connect":{"subs":{"c":1}}})",
        R"({"id":1,"connect":{"subs":{"c":{"offset":-1}}}})",
        R"({"id":1,"connect":{"subs":{"c":{"offset":1.5}}}})",
        R"({"id":1,"connect":{"subs":{"c":{"recover":1}}}})", R"({"id":1,"subscribe":{"channel":{}}})",
        "{\"id\":1,\"rpc\":{\"method\":\"\xff\"}}"})
    EXPECT_FALSE(decode_command(line)) << line;
}

TEST(LiveFrames, APushCarriesABatchOfTheLog) {
  EXPECT_EQ(
      encode_push(UserId{2}, std::vector{message("hi")}, 9),
      R"({"push":{"channel":"inbox:2","pub":{"data":{"v":1,"recipient":"2","messages":[{)"
      R"("message_id":"919108f7-52d1-4320-9bac-f847db4148a8","chat_id":"6f7a6a54-9f0b-4a4e-8b1e-6d2a4c1f0a11",)"
      R"("from_user":"1","to_user":"2","body":"hi","time":"c232ab00-9414-11ec-b3c8-9f6bdeced846",)"
      R"("time_iso":"2022-02-22T19:22:22.000000"}]},"offset":9}}})");
}

TEST(LiveFrames, TheConnectReplyOfANewClient) {
  EXPECT_EQ(encode_connected(1, {.client = {"c", "0.1.0", 60s},
                                 .channel = "inbox:2",
                                 .epoch = "e",
                                 .offset = 5,
                                 .publications = {},
                                 .ping_interval = 25s}),
            R"({"id":1,"connect":{"client":"c","version":"0.1.0","expires":true,"ttl":60,"subs":{"inbox:2":{)"
            R"("recoverable":true,"positioned":true,"epoch":"e","offset":5}},"ping":25,"pong":true}})");
}

TEST(LiveFrames, TheConnectReplyOfAClientThatRecovered) {
  EXPECT_EQ(
      encode_connected(7, {.client = {"c", "0.1.0", 60s},
                           .channel = "inbox:2",
                           .epoch = "e",
                           .offset = 5,
                           .was_recovering = true,
                           .recovered = true,
                           .publications = R"({"data":{},"offset":6})",
                           .ping_interval = 25s}),
      R"({"id":7,"connect":{"client":"c","version":"0.1.0","expires":true,"ttl":60,"subs":{"inbox:2":{)"
      R"("recoverable":true,"positioned":true,"epoch":"e","offset":5,"was_recovering":true,"recovered":true,)"
      R"("publications":[{"data":{},"offset":6}]}},"ping":25,"pong":true}})");
}

TEST(LiveFrames, TheOtherReplies) {
  EXPECT_EQ(encode_refreshed(3, {"c", "0.1.0", 60s}),
            R"({"id":3,"refresh":{"client":"c","version":"0.1.0","expires":true,"ttl":60}})");
  EXPECT_EQ(encode_done(4, LiveMethod::ping), R"({"id":4,"ping":{}})");
  EXPECT_EQ(encode_error(5, 103, "permission denied", false),
            R"({"id":5,"error":{"code":103,"message":"permission denied"}})");
  EXPECT_EQ(encode_error(5, 100, "internal server error", true),
            R"({"id":5,"error":{"code":100,"message":"internal server error","temporary":true}})");
}

}  // namespace
}  // namespace caravan::wire
