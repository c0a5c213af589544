#include "live/session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caravan::live {
namespace {

using namespace std::chrono_literals;
using domain::UserId;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Tokens of these tests: "<user>" lasts ten minutes, "old" has expired, all else is invalid.
std::variant<Bearer, TokenFailure> check(std::string_view token, runtime::SystemTime now) {
  if (token == "old") return TokenFailure::expired;
  const auto user = UserId::parse(token);
  if (!user) return TokenFailure::invalid;
  return Bearer{*user, now + 10min};
}

struct SessionTest : testing::Test {
  Session::Options options;
  Instant now{runtime::SteadyTime(1h), runtime::SystemTime(24h * 365 * 56)};
  TokenCheck check_token = [this](std::string_view token) { return check(token, now.wall); };
  std::optional<Session> made;

  Session& session() {
    if (!made) made.emplace(options, check_token, domain::Uuid{}, now);
    return *made;
  }
  void pass(std::chrono::nanoseconds time) {
    now.steady += time;
    now.wall += time;
    if (session().next_deadline() <= now.steady) session().on_timer(now);
  }
  void frame(std::string_view text) { session().on_frame(text, now); }
  std::vector<std::string> sent() {
    std::vector<std::string> texts;
    for (const auto& taken : session().take_frames(1 << 30))
      texts.push_back(*taken);
    return texts;
  }
  void publish(ports::Offset offset, std::string text = "pub") {
    session().on_publication({offset, std::make_shared<const std::string>(text + std::to_string(offset))});
  }
  // A session of user 2 that is connected at offset 10.
  void connect() {
    frame(R"({"id":1,"connect":{"token":"2"}})");
    ASSERT_TRUE(session().take_join());
    session().on_joined({.epoch = "e", .resume = 10, .covered = 10, .publications = {}}, now);
    ASSERT_THAT(sent(), ElementsAre(HasSubstr(R"("connect":{)")));
  }
  std::string answer(std::string_view command) {
    frame(command);
    const auto texts = sent();
    return texts.size() == 1 ? texts[0] : "";
  }
};

TEST_F(SessionTest, AGoodTokenAsksToJoinAndTheReplyNamesTheInbox) {
  frame(R"({"id":7,"connect":{"token":"2"}})");
  EXPECT_THAT(sent(), IsEmpty());
  const auto join = session().take_join();
  ASSERT_TRUE(join);
  EXPECT_EQ(join->user, UserId{2});
  EXPECT_FALSE(join->from);
  EXPECT_FALSE(session().take_join());
  session().on_joined({.epoch = "e", .resume = 10, .covered = 10, .publications = {}}, now);
  EXPECT_THAT(
      sent(),
      ElementsAre(R"({"id":7,"connect":{"client":"00000000-0000-0000-0000-000000000000",)"
                  R"("version":"caravan","expires":true,"ttl":600,"subs":{"inbox:2":{"recoverable":true,)"
                  R"("positioned":true,"epoch":"e","offset":10}},"ping":25,"pong":true}})"));
}

TEST_F(SessionTest, AClientThatComesBackAsksForItsOwnInboxOnly) {
  frame(R"({"id":1,"connect":{"token":"2","subs":{"inbox:1":{"recover":true,"epoch":"x","offset":1},)"
        R"("inbox:2":{"recover":true,"epoch":"e","offset":5}}}})");
  const auto join = session().take_join();
  ASSERT_TRUE(join && join->from);
  EXPECT_EQ(join->from->epoch, "e");
  EXPECT_EQ(join->from->offset, 5);
}

TEST_F(SessionTest, WhatArrivesWhileJoiningFollowsTheReplyWithoutGapOrRepetition) {
  frame(R"({"id":1,"connect":{"token":"2","subs":{"inbox:2":{"recover":true,"epoch":"e","offset":5}}}})");
  publish(7);
  publish(8);
  publish(12);
  EXPECT_THAT(sent(), IsEmpty());
  session().on_joined(
      {.epoch = "e", .resume = 5, .covered = 8, .recovered = true, .publications = R"({"offset":8})"}, now);
  publish(12);
  publish(14);
  EXPECT_THAT(sent(), ElementsAre(HasSubstr(R"("offset":5,"was_recovering":true,"recovered":true,)"
                                            R"("publications":[{"offset":8}])"),
                                  "pub12", "pub14"));
}

TEST_F(SessionTest, AClientThatCannotBeRecoveredIsToldSo) {
  frame(R"({"id":1,"connect":{"token":"2","subs":{"inbox:2":{"recover":true,"epoch":"x","offset":5}}}})");
  session().on_joined({.epoch = "e", .resume = 10, .covered = 10, .publications = {}}, now);
  EXPECT_THAT(sent(), ElementsAre(HasSubstr(R"("epoch":"e","offset":10,"was_recovering":true})")));
}

TEST_F(SessionTest, TokensThatAreNotGoodEndTheConnection) {
  frame(R"({"id":1,"connect":{"token":"forged"}})");
  EXPECT_EQ(session().disconnected(), kInvalidToken);
  made.reset();
  frame(R"({"id":1,"connect":{}})");
  EXPECT_EQ(session().disconnected(), kInvalidToken);
  EXPECT_FALSE(session().take_join());
}

TEST_F(SessionTest, AnExpiredTokenMayBeReplacedOnTheSameConnection) {
  EXPECT_EQ(answer(R"({"id":1,"connect":{"token":"old"}})"),
            R"({"id":1,"error":{"code":109,"message":"token expired"}})");
  EXPECT_FALSE(session().disconnected());
  frame(R"({"id":2,"connect":{"token":"2"}})");
  EXPECT_TRUE(session().take_join());
}

TEST_F(SessionTest, NothingButConnectComesFirst) {
  for (const auto* first : {"{}", R"({"id":1,"ping":{}})", R"({"id":1,"refresh":{"token":"2"}})",
                            R"({"connect":{"token":"2"}})", "", "\n", "nonsense"}) {
    made.reset();
    frame(first);
    EXPECT_EQ(session().disconnected(), kBadRequest) << first;
  }
}

TEST_F(SessionTest, MalformedOrMisplacedCommandsEndTheConnection) {
  for (const auto* command : {"{", "[]", "", R"({"id":2,"connect":{"token":"2"}})", R"({"ping":{}})"}) {
    made.reset();
    connect();
    frame(command);
    EXPECT_EQ(session().disconnected(), kBadRequest) << command;
  }
  made.reset();
  connect();
  frame(R"({"send":{"data":{}}})");
  EXPECT_EQ(session().disconnected(), kNotAvailable);
}

TEST_F(SessionTest, OneFrameMayHoldSeveralCommands) {
  connect();
  frame("{\"id\":2,\"ping\":{}}\n{}\n{\"id\":3,\"ping\":{}}\n");
  EXPECT_THAT(sent(), ElementsAre(R"({"id":2,"ping":{}})", R"({"id":3,"ping":{}})"));
  EXPECT_FALSE(session().disconnected());
}

TEST_F(SessionTest, WhatIsNotOfferedIsAnsweredWithTheCodeThatFits) {
  connect();
  const auto code = [this](std::string_view command) {
    const auto text = answer(command);
    const auto at = text.find(R"("code":)");
    return at == text.npos ? 0 : std::stoi(text.substr(at + 7));
  };
  EXPECT_EQ(code(R"({"id":2,"subscribe":{"channel":"inbox:2"}})"), 105);
  EXPECT_EQ(code(R"({"id":2,"subscribe":{"channel":"inbox:1"}})"), 103);
  EXPECT_EQ(code(R"({"id":2,"subscribe":{"channel":"news"}})"), 102);
  EXPECT_EQ(code(R"({"id":2,"subscribe":{}})"), 102);
  EXPECT_EQ(code(R"({"id":2,"unsubscribe":{"channel":"inbox:2"}})"), 103);
  EXPECT_EQ(code(R"({"id":2,"publish":{"channel":"inbox:2","data":{}}})"), 103);
  EXPECT_EQ(code(R"({"id":2,"publish":{"channel":"inbox:1","data":{}}})"), 103);
  EXPECT_EQ(code(R"({"id":2,"history":{"channel":"inbox:2"}})"), 108);
  EXPECT_EQ(code(R"({"id":2,"presence":{"channel":"inbox:2"}})"), 108);
  EXPECT_EQ(code(R"({"id":2,"presence_stats":{"channel":"inbox:1"}})"), 103);
  EXPECT_EQ(code(R"({"id":2,"sub_refresh":{"channel":"inbox:2","token":"t"}})"), 108);
  EXPECT_EQ(code(R"({"id":2,"rpc":{"method":"m","data":{}}})"), 108);
  EXPECT_EQ(code(R"({"id":2,"dance":{}})"), 104);
  // centrifuge-js takes an error here for a broken connection.
  EXPECT_EQ(answer(R"({"id":2,"unsubscribe":{"channel":"news"}})"), R"({"id":2,"unsubscribe":{}})");
}

TEST_F(SessionTest, AClientThatOnlyMakesErrorsIsSentAway) {
  options.errors_max = 2;
  connect();
  frame(R"({"id":2,"rpc":{}})");
  frame(R"({"id":3,"rpc":{}})");
  EXPECT_FALSE(session().disconnected());
  frame(R"({"id":4,"rpc":{}})");
  EXPECT_EQ(session().disconnected(), kTooManyErrors);
}

TEST_F(SessionTest, WithoutConnectItGoesStale) {
  session();
  pass(options.stale_after - 1ms);
  EXPECT_FALSE(session().disconnected());
  pass(1ms);
  EXPECT_EQ(session().disconnected(), kStale);
  EXPECT_EQ(session().next_deadline(), runtime::SteadyTime::max());
}

TEST_F(SessionTest, AJoinThatHangsEndsWithAnErrorOfTheServer) {
  frame(R"({"id":1,"connect":{"token":"2"}})");
  pass(options.join_timeout);
  EXPECT_EQ(session().disconnected(), kServerError);
  session().on_joined({.epoch = "e", .resume = 1, .covered = 1, .publications = {}}, now);
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(SessionTest, PingsAndExpectsAPong) {
  connect();
  pass(options.ping_interval);
  EXPECT_THAT(sent(), ElementsAre("{}"));
  pass(options.pong_timeout - 1s);
  frame("{}");
  pass(1s);
  EXPECT_FALSE(session().disconnected());
  pass(options.ping_interval - options.pong_timeout);
  EXPECT_THAT(sent(), ElementsAre("{}"));
  pass(options.pong_timeout);
  EXPECT_EQ(session().disconnected(), kNoPong);
}

TEST_F(SessionTest, TheFirstPingComesWithinTheIntervalTheClientKnows) {
  for (const std::uint8_t first : {0, 255}) {
    domain::Uuid client;
    client.bytes[0] = first;
    made.emplace(options, check_token, client, now);
    connect();
    EXPECT_GE(session().next_deadline(), now.steady + options.ping_interval / 2);
    EXPECT_LE(session().next_deadline(), now.steady + options.ping_interval);
  }
}

TEST_F(SessionTest, AfterTheTokensEndThereIsTimeForARefresh) {
  options.ping_interval = 24h;
  options.expired_grace = 25s;
  connect();
  pass(10min + 24s);
  EXPECT_FALSE(session().disconnected());
  EXPECT_THAT(answer(R"({"id":5,"refresh":{"token":"2"}})"), HasSubstr(R"("refresh":{"client":)"));
  pass(10min + 24s);
  EXPECT_FALSE(session().disconnected());
  pass(1s);
  EXPECT_EQ(session().disconnected(), kExpired);
}

TEST_F(SessionTest, ARefreshTakesTokensOfTheSameUserOnly) {
  connect();
  EXPECT_THAT(answer(R"({"id":5,"refresh":{"token":"old"}})"), HasSubstr(R"("code":109)"));
  EXPECT_FALSE(session().disconnected());
  frame(R"({"id":6,"refresh":{"token":"3"}})");
  EXPECT_EQ(session().disconnected(), kInvalidToken);
}

TEST_F(SessionTest, ASlowClientIsDisconnectedAndItsFramesAreDropped) {
  options.outgoing_bytes_max = 1000;
  connect();
  for (int i = 0; i < 10; ++i)
    publish(11 + i, std::string(90, 'x'));
  EXPECT_FALSE(session().disconnected());
  publish(21, std::string(90, 'x'));
  EXPECT_EQ(session().disconnected(), kSlow);
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(SessionTest, AClientThatKeepsUpGetsFramesOfAnySize) {
  options.outgoing_bytes_max = 100;
  connect();
  publish(11, std::string(200, 'x'));
  EXPECT_EQ(sent().size(), 1u);
  publish(12, std::string(200, 'x'));
  publish(13);
  EXPECT_EQ(session().disconnected(), kSlow);
}

TEST_F(SessionTest, ManySmallFramesAreBoundedToo) {
  options.outgoing_frames_max = 3;
  connect();
  for (int i = 0; i < 3; ++i)
    publish(11 + i);
  EXPECT_THAT(sent(), ElementsAre("pub11", "pub12", "pub13"));
  for (int i = 0; i < 4; ++i)
    publish(21 + i);
  EXPECT_EQ(session().disconnected(), kSlow);
}

TEST_F(SessionTest, WhatIsHeldWhileJoiningIsBoundedToo) {
  options.outgoing_frames_max = 1;
  frame(R"({"id":1,"connect":{"token":"2"}})");
  publish(11);
  publish(12);
  EXPECT_EQ(session().disconnected(), kSlow);
}

TEST_F(SessionTest, FramesAreTakenInPieces) {
  connect();
  publish(11);
  publish(12);
  publish(13);
  EXPECT_EQ(session().take_frames(1).size(), 1u);
  EXPECT_EQ(session().take_frames(6).size(), 2u);
  EXPECT_THAT(session().take_frames(6), IsEmpty());
}

TEST_F(SessionTest, TheFirstReasonStaysAndNothingFollowsIt) {
  connect();
  publish(11);
  session().disconnect(kShutdown);
  session().disconnect(kSlow);
  publish(12);
  frame(R"({"id":2,"ping":{}})");
  EXPECT_EQ(session().disconnected(), kShutdown);
  EXPECT_THAT(sent(), ElementsAre("pub11"));
}

}  // namespace
}  // namespace caravan::live
