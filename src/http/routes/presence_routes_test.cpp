#include "http/routes/presence_routes.hpp"

#include <auth_validator/validator.hpp>
#include <gmock/gmock.h>
#include <string>

#include "adapters/memory/fallible.hpp"
#include "adapters/memory/memory_inbox.hpp"
#include "http/routes/answer_of.hpp"
#include "identity/token_issuer.hpp"
#include "runtime/manual_clock.hpp"

namespace caravan::http {
namespace {

using ports::Errc;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kPhone = "6f9619ff-8b86-4011-b42d-00c04fc964ff";

// What was said, in words.
class NotedPresence final : public ports::ReaderPresence, public memory::Fallible {
 public:
  void connected(domain::UserId) override {}
  void left(domain::UserId) override {}
  ports::Task<ports::Result<void>> listens(domain::UserId reader, domain::ListenerId listener,
                                           std::optional<ports::Offset> reached) override {
    return note("+", reader, listener, reached);
  }
  ports::Task<ports::Result<void>> stopped(domain::UserId reader, domain::ListenerId listener) override {
    return note("-", reader, listener);
  }

  std::vector<std::string> said;

 private:
  ports::Task<ports::Result<void>> note(std::string what, domain::UserId reader, domain::ListenerId listener,
                                        std::optional<ports::Offset> reached = {}) {
    if (const auto failure = failure_before()) co_return *failure;
    said.push_back(what + reader.to_string() + " " + listener.to_string());
    if (reached) said.back() += " to " + std::to_string(*reached);
    co_return ports::Result<void>{};
  }
};

class PresenceRoutesTest : public testing::Test {
 protected:
  PresenceRoutesTest() {
    add_presence_routes(router, authentication, guard, &presence, inbox, std::chrono::seconds(60), metrics);
  }
  Response ask(std::string_view method, std::string_view query = {}, std::int64_t caller = 1) {
    return ask(router, method, query, caller);
  }
  Response ask(const Router& from, std::string_view method, std::string_view query, std::int64_t caller) {
    const std::string authorization = "Bearer " + tokens.issue({domain::UserId{caller}, "ada"});
    Request request;
    request.headers.emplace_back("Authorization", authorization);
    return answer_of(from, method, "/connection/presence/?" + std::string(query), std::move(request));
  }

  void deliver(std::int64_t reader, std::string body) {
    auto message = std::make_shared<domain::Message>(domain::Message{
        {domain::Uuid::v4(1, ++messages)}, {}, {9}, {}, std::move(body), domain::TimeUuid::at({}, messages)});
    store.chat_deliveries.append({{{reader}, std::move(message)}});
  }

  std::uint64_t messages = 0;
  runtime::ManualClock clock;
  NotedPresence presence;
  runtime::SystemRandom random;
  memory::Store store{clock, random};
  memory::MemoryInbox inbox{store};
  identity::TokenIssuer tokens{auth_validator::Issuer::hs256("an hs256 secret of 32 bytes or so"), {}, clock};
  auth_validator::Validator validator{tokens.verification_keys(),
                                      auth_validator::Options{.now = [this] { return clock.wall(); }}};
  Authentication authentication{validator, clock};
  observe::Metrics metrics;
  guard::Guard guard{{}, clock, metrics};
  Router router;
};

TEST_F(PresenceRoutesTest, HearsThatSomebodyListensAndThatHeStops) {
  const auto heard = ask("POST", "listener=" + std::string(kPhone));
  EXPECT_EQ(heard.status, 200);
  EXPECT_EQ(heard.body, R"({"again_in_s":60})");
  EXPECT_EQ(ask("DELETE", "listener=" + std::string(kPhone)).status, 204);
  EXPECT_THAT(presence.said, ElementsAre("+1 " + std::string(kPhone), "-1 " + std::string(kPhone)));
}

TEST_F(PresenceRoutesTest, TakesOneWhoNamesNoListener) {
  EXPECT_EQ(ask("POST").status, 200);
  EXPECT_THAT(presence.said, ElementsAre("+1 00000000-0000-0000-0000-000000000000"));
}

TEST_F(PresenceRoutesTest, RefusesWhatIsNoListener) {
  for (const auto* query : {"listener=", "listener=phone", "listener=6f9619ff"}) {
    const auto refused = ask("POST", query);
    EXPECT_EQ(refused.status, 422) << query;
    EXPECT_THAT(refused.body, HasSubstr(R"("loc":["query","listener"])"));
  }
  EXPECT_THAT(presence.said, IsEmpty());
}

TEST_F(PresenceRoutesTest, BringsWhatWaitsForWhoSaysWhatHeHas) {
  deliver(1, "seen");
  deliver(2, "of another");
  deliver(1, "one");
  deliver(1, "two");
  const auto heard = ask("POST", "log=" + store.epoch + "&n=1");
  EXPECT_THAT(heard.body, HasSubstr(R"("inbox":{"log":")" + store.epoch + R"(","n":4,"oldest":2,)"));
  EXPECT_THAT(heard.body, testing::AllOf(HasSubstr("one"), HasSubstr("two"), Not(HasSubstr("seen")),
                                         Not(HasSubstr("of another"))));
  EXPECT_THAT(presence.said, ElementsAre(HasSubstr(" to 1")));
  EXPECT_EQ(ask("POST", "log=" + store.epoch + "&n=4").body,
            R"({"again_in_s":60,"inbox":{"log":")" + store.epoch + R"(","n":4,"oldest":5,"entries":[]}})");
}

TEST_F(PresenceRoutesTest, OffsetsOfAnotherLogSayNothing) {
  deliver(1, "one");
  for (const auto* query : {"log=another&n=1", "n=1", "log=another"})
    EXPECT_EQ(ask("POST", query).body, R"({"again_in_s":60})") << query;
  EXPECT_THAT(presence.said, testing::Each(Not(HasSubstr(" to "))));
}

TEST_F(PresenceRoutesTest, WhatIsNotToBeHadComesByTheFeed) {
  for (int i = 0; i <= 100; ++i)
    deliver(1, "much");
  EXPECT_EQ(ask("POST", "log=" + store.epoch + "&n=0").body, R"({"again_in_s":60})");
  EXPECT_THAT(ask("POST", "log=" + store.epoch + "&n=1").body, HasSubstr("much"));
  inbox.fail_next(Errc::unavailable);
  EXPECT_EQ(ask("POST", "log=" + store.epoch + "&n=1").status, 200);
}

TEST_F(PresenceRoutesTest, OfLongMessagesBehindTheFirstOnesTheChatAloneIsTold) {
  const std::string body(40'000, 'x');
  deliver(1, body);
  deliver(1, body);
  deliver(1, "short");
  const auto heard = ask("POST", "log=" + store.epoch + "&n=0");
  EXPECT_THAT(heard.body, testing::AllOf(HasSubstr(body), HasSubstr(R"("n":3)"), HasSubstr(R"([2,\")"),
                                         HasSubstr("short")));
  EXPECT_LT(heard.body.size(), 70'000u);
}

TEST_F(PresenceRoutesTest, RefusesAnOffsetThatIsNone) {
  for (const auto* offset : {"-1", "x", "", "99999999999999999999"}) {
    const auto refused = ask("POST", "log=" + store.epoch + "&n=" + offset);
    EXPECT_EQ(refused.status, 422) << offset;
    EXPECT_THAT(refused.body, HasSubstr(R"("loc":["query","n"])"));
  }
  EXPECT_THAT(presence.said, IsEmpty());
}

TEST_F(PresenceRoutesTest, AsksWhoIsCallingAndHearsHimOnlySoOften) {
  EXPECT_EQ(answer_of(router, "POST", "/connection/presence/", {}).status, 401);
  for (int i = 0; i < 120; ++i)
    EXPECT_EQ(ask("POST").status, 200);
  EXPECT_EQ(ask("POST").status, 429);
  EXPECT_EQ(ask("POST", {}, 2).status, 200);
}

TEST_F(PresenceRoutesTest, HasNothingToHearWhereNobodyWantsToKnow) {
  Router without;
  add_presence_routes(without, authentication, guard, nullptr, inbox, std::chrono::seconds(60), metrics);
  for (const auto* method : {"POST", "DELETE"}) {
    EXPECT_EQ(ask(without, method, {}, 1).status, 404) << method;
    EXPECT_EQ(answer_of(without, method, "/connection/presence/", {}).status, 401) << method;
  }
}

TEST_F(PresenceRoutesTest, IsAskedToComeAgainWhenItIsNotHeard) {
  presence.fail_next(Errc::unavailable);
  const auto refused = ask("POST");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(header_of(refused, "Retry-After"), "1");
  presence.fail_next(Errc::unavailable);
  EXPECT_EQ(ask("DELETE").status, 503);
}

}  // namespace
}  // namespace caravan::http
