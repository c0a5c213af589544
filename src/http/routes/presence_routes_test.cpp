#include "http/routes/presence_routes.hpp"

#include <auth_validator/validator.hpp>
#include <gmock/gmock.h>
#include <string>

#include "adapters/memory/fallible.hpp"
#include "http/routes/answer_of.hpp"
#include "identity/token_issuer.hpp"
#include "runtime/manual_clock.hpp"

namespace caravan::http {
namespace {

using ports::Errc;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kPhone = "6f9619ff-8b86-4011-b42d-00c04fc964ff";

// What was said, in words.
class NotedPresence final : public ports::ReaderPresence, public memory::Fallible {
 public:
  void connected(domain::UserId) override {}
  void left(domain::UserId) override {}
  ports::Task<ports::Result<void>> listens(domain::UserId reader, domain::ListenerId listener) override {
    return note("+", reader, listener);
  }
  ports::Task<ports::Result<void>> stopped(domain::UserId reader, domain::ListenerId listener) override {
    return note("-", reader, listener);
  }

  std::vector<std::string> said;

 private:
  ports::Task<ports::Result<void>> note(std::string what, domain::UserId reader,
                                        domain::ListenerId listener) {
    if (const auto failure = failure_before()) co_return *failure;
    said.push_back(what + reader.to_string() + " " + listener.to_string());
    co_return ports::Result<void>{};
  }
};

class PresenceRoutesTest : public testing::Test {
 protected:
  PresenceRoutesTest() {
    add_presence_routes(router, authentication, guard, &presence, std::chrono::seconds(60), metrics);
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

  runtime::ManualClock clock;
  NotedPresence presence;
  identity::TokenIssuer tokens{auth_validator::Issuer::hs256("an hs256 secret of 32 bytes or so"), {}, clock};
  auth_validator::Validator validator{tokens.verification_keys(),
                                      auth_validator::Options{.now = [this] { return clock.wall(); }}};
  Authentication authentication{validator};
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

TEST_F(PresenceRoutesTest, AsksWhoIsCallingAndHearsHimOnlySoOften) {
  EXPECT_EQ(answer_of(router, "POST", "/connection/presence/", {}).status, 401);
  for (int i = 0; i < 60; ++i)
    EXPECT_EQ(ask("POST").status, 200);
  EXPECT_EQ(ask("POST").status, 429);
  EXPECT_EQ(ask("POST", {}, 2).status, 200);
}

TEST_F(PresenceRoutesTest, HasNothingToHearWhereNobodyWantsToKnow) {
  Router without;
  add_presence_routes(without, authentication, guard, nullptr, std::chrono::seconds(60), metrics);
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
