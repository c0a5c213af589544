#include "http/routes/firebase_routes.hpp"

#include <auth_validator/validator.hpp>
#include <gmock/gmock.h>
#include <string>

#include "adapters/memory/memory_accounts.hpp"
#include "adapters/memory/memory_firebase.hpp"
#include "http/routes/answer_of.hpp"
#include "identity/token_issuer.hpp"
#include "runtime/manual_clock.hpp"

namespace caravan::http {
namespace {

using ports::Errc;
using testing::ElementsAre;
using testing::IsEmpty;

class FirebaseRoutesTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(runtime::run_to_end(accounts.create({"ada", "hash"})));
    add_firebase_routes(router, authentication, guard, &sessions);
  }
  Response ask(std::string_view method, std::int64_t caller = 1) { return ask(router, method, caller); }
  Response ask(const Router& from, std::string_view method, std::int64_t caller) {
    const std::string authorization = "Bearer " + tokens.issue({domain::UserId{caller}, "ada"});
    Request request;
    request.headers.emplace_back("Authorization", authorization);
    return answer_of(from, method, "/auth/api/v1/firebase-token/", std::move(request));
  }

  runtime::ManualClock clock;
  runtime::SystemRandom random;
  memory::Store store{clock, random};
  memory::MemoryAccounts accounts{store};
  memory::MemoryFirebaseSigner signer;
  memory::MemoryFeedSessions feed;
  identity::FirebaseSessions sessions{{}, accounts, signer, &feed, clock};
  identity::TokenIssuer tokens{auth_validator::Issuer::hs256("an hs256 secret of 32 bytes or so"), {}, clock};
  auth_validator::Validator validator{tokens.verification_keys(),
                                      auth_validator::Options{.now = [this] { return clock.wall(); }}};
  Authentication authentication{validator, clock};
  observe::Metrics metrics;
  guard::Guard guard{{}, clock, metrics};
  Router router;
};

TEST_F(FirebaseRoutesTest, GivesTheCallerAToken) {
  const auto answer = ask("POST");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"token":"token-1-0-1","expires_in":3600})");
  EXPECT_EQ(header_of(answer, "Cache-Control"), "no-store");
}

TEST_F(FirebaseRoutesTest, EndsTheCallersSessions) {
  const auto answer = ask("DELETE");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.body, "");
  EXPECT_THAT(feed.ended(), ElementsAre(std::pair(domain::UserId{1}, 1)));
  EXPECT_EQ(ask("POST").body, R"({"token":"token-1-1-1","expires_in":3600})");
}

TEST_F(FirebaseRoutesTest, EndsThemOnlySoOften) {
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(ask("DELETE").status, 204);
  const auto refused = ask("DELETE");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header_of(refused, "Retry-After"), "12");
  EXPECT_EQ(feed.ended().size(), 5u);
}

TEST_F(FirebaseRoutesTest, AsksWhoIsCalling) {
  for (const auto* method : {"POST", "DELETE"}) {
    EXPECT_EQ(answer_of(router, method, "/auth/api/v1/firebase-token/", {}).status, 401) << method;
    EXPECT_EQ(ask(method, 9).status, 403) << method << " without an account";
  }
  EXPECT_THAT(feed.ended(), IsEmpty());
}

TEST_F(FirebaseRoutesTest, HasNothingWhereNobodySigns) {
  Router without;
  add_firebase_routes(without, authentication, guard, nullptr);
  for (const auto* method : {"POST", "DELETE"}) {
    EXPECT_EQ(ask(without, method, 1).status, 404) << method;
    EXPECT_EQ(answer_of(without, method, "/auth/api/v1/firebase-token/", {}).status, 401) << method;
  }
}

TEST_F(FirebaseRoutesTest, IsAskedToComeAgainWhenSomebodyIsAway) {
  signer.fail_next(Errc::unavailable);
  const auto refused = ask("POST");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.body, R"({"detail":"Service is temporarily unavailable"})");
  EXPECT_EQ(header_of(refused, "Retry-After"), "1");
  accounts.fail_next(Errc::unavailable);
  EXPECT_EQ(ask("POST").status, 503);
  accounts.fail_next(Errc::uncertain);
  EXPECT_EQ(ask("DELETE").status, 503);
  feed.fail_next(Errc::unavailable);
  EXPECT_EQ(ask("DELETE").status, 503);
  EXPECT_EQ(ask("DELETE").status, 204);
  EXPECT_THAT(feed.ended(), ElementsAre(std::pair(domain::UserId{1}, 3)));
}

}  // namespace
}  // namespace caravan::http
