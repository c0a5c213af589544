#include "http/routes/auth_routes.hpp"

#include <auth_validator/validator.hpp>
#include <gtest/gtest.h>
#include <string>

#include "adapters/memory/memory_accounts.hpp"
#include "http/routes/answer_of.hpp"
#include "runtime/manual_clock.hpp"

namespace caravan::http {
namespace {

using boost::asio::ip::make_address;
using ports::Errc;

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kForm = "application/x-www-form-urlencoded";
constexpr std::string_view kAda = R"({"username":"ada","password":"correct horse"})";

class AuthRoutesTest : public testing::Test {
 protected:
  AuthRoutesTest() { add_routes(router, auth_validator::Issuer::hs256("an hs256 secret of 32 bytes or so")); }

  void add_routes(Router& to, auth_validator::Issuer issuer) {
    tokens.emplace(std::move(issuer), identity::TokenIssuer::Options{}, clock);
    validator.emplace(tokens->verification_keys(),
                      auth_validator::Options{.now = [this] { return clock.wall(); }});
    authentication.emplace(*validator, clock);
    add_auth_routes(to, {sign_up, log_in, directory, *tokens, *authentication, guard, administrators});
  }

  Response answer(const Router& from, std::string_view method, std::string_view target, Request request) {
    request.client = request.peer = make_address("192.0.2.1");
    request.client_is_exempt = client_is_exempt;
    return answer_of(from, method, target, std::move(request));
  }
  Response get(std::string_view target) {
    Request request;
    if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
    return answer(router, "GET", target, std::move(request));
  }
  Response post(std::string_view target, std::string_view type, std::string_view body) {
    Request request;
    if (!type.empty()) request.headers.emplace_back("Content-Type", type);
    request.body = body;
    return answer(router, "POST", target, std::move(request));
  }
  Response post_user(std::string_view body) { return post("/auth/api/v1/users/", kJson, body); }
  Response post_login(std::string_view form) { return post("/auth/api/v1/login/", kForm, form); }
  void authorize() { authorization = "Bearer " + tokens->issue({domain::UserId{1}, "ada"}); }
  runtime::ManualClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  memory::Store store{clock, random};
  memory::MemoryAccounts accounts{store};
  identity::PasswordHasher hasher{{.memory_bytes = 8192, .passes = 1, .threads = 1}};
  identity::SignUp sign_up{accounts, hasher};
  identity::LogIn log_in{accounts, hasher};
  identity::Directory directory{accounts};
  guard::Guard guard{{}, clock, metrics};
  identity::Administrators administrators{{"grace"}};
  std::optional<identity::TokenIssuer> tokens;
  std::optional<auth_validator::Validator> validator;
  std::optional<Authentication> authentication;
  Router router;
  bool client_is_exempt = true;
  std::string authorization;
};

TEST_F(AuthRoutesTest, CreateAUser) {
  const auto created = post_user(kAda);
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.body, R"({"id":1,"username":"ada"})");
  const auto taken = post_user(kAda);
  EXPECT_EQ(taken.status, 409);
  EXPECT_EQ(taken.body, R"({"detail":"User with this username already exits"})");
}

TEST_F(AuthRoutesTest, RefuseAUserWithEveryProblem) {
  EXPECT_EQ(post_user("{").status, 422);
  EXPECT_EQ(
      post_user(R"({"username":"ab","password":"short"})").body,
      R"({"detail":[{"loc":["body","username"],"msg":"The username should have at least 3 characters","type":"string_too_short"},)"
      R"({"loc":["body","password"],"msg":"The password should have at least 8 bytes","type":"string_too_short"}]})");
  const std::string long_password =
      R"({"username":"a\u200bda","password":")" + std::string(1025, 'a') + "\"}";
  EXPECT_EQ(
      post_user(long_password).body,
      R"({"detail":[{"loc":["body","username"],"msg":"The username should not contain control or invisible characters","type":"string_pattern_mismatch"},)"
      R"({"loc":["body","password"],"msg":"The password should have at most 1024 bytes","type":"string_too_long"}]})");
}

TEST_F(AuthRoutesTest, TakeTheirMediaTypesOnly) {
  EXPECT_EQ(post("/auth/api/v1/users/", "Application/JSON; charset=utf-8", kAda).status, 201);
  for (const std::string_view type : {kForm, std::string_view("text/plain"), std::string_view()})
    EXPECT_EQ(post("/auth/api/v1/users/", type, kAda).status, 415) << type;
  for (const auto* type : {"multipart/form-data", "Multipart/Form-Data; charset=utf-8; boundary=c"})
    EXPECT_EQ(post("/auth/api/v1/login/", type, "--b--").status, 422) << type;
  const auto login = post("/auth/api/v1/login/", kJson, kAda);
  EXPECT_EQ(login.status, 415);
  EXPECT_EQ(login.body, R"({"detail":"Unsupported Media Type"})");
}

TEST_F(AuthRoutesTest, LimitNewAccountsByAddress) {
  client_is_exempt = false;
  for (int i = 0; i < 30; ++i)
    EXPECT_EQ(
        post_user(R"({"username":"user )" + std::to_string(i) + R"(","password":"correct horse"})").status,
        201);
  EXPECT_EQ(post_user("{}").status, 422) << "a form that is no account is not counted";
  const auto refused = post_user(kAda);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header_of(refused, "Retry-After"), "120");
  EXPECT_EQ(refused.body, R"({"detail":"Too many new accounts from this address, try again later"})");
  client_is_exempt = true;
  EXPECT_EQ(post_user(kAda).status, 201);
}

TEST_F(AuthRoutesTest, LogInWithATokenThatOpensTheOtherRoutes) {
  post_user(kAda);
  const auto login = post_login("username=ada&password=correct+horse");
  EXPECT_EQ(login.status, 200);
  EXPECT_EQ(header_of(login, "Cache-Control"), "no-store");
  const std::string start = R"({"access_token":")";
  const std::string end = R"(","token_type":"Bearer","id":"1","username":"ada"})";
  ASSERT_TRUE(login.body.starts_with(start) && login.body.ends_with(end)) << login.body;
  authorization = "Bearer " + login.body.substr(start.size(), login.body.size() - start.size() - end.size());
  EXPECT_EQ(get("/auth/api/v1/users/").status, 200);
  clock.advance(std::chrono::hours(24));
  EXPECT_EQ(get("/auth/api/v1/users/").status, 403);
}

TEST_F(AuthRoutesTest, TellAdministratorsThatTheyAre) {
  post_user(kAda);
  post_user(R"({"username":"grace","password":"correct horse"})");
  const auto log_in = [this](const std::string& name) {
    return post_login("username=" + name + "&password=correct+horse").body;
  };
  EXPECT_NE(log_in("grace").find(R"("administrator":true)"), std::string::npos);
  EXPECT_EQ(log_in("ada").find("administrator"), std::string::npos);
}

TEST_F(AuthRoutesTest, SayNoMoreThanThatALoginIsWrong) {
  post_user(kAda);
  for (const char* form : {"username=ada&password=wrong+horse", "username=nobody&password=correct+horse"}) {
    EXPECT_EQ(post_login(form).status, 400);
    EXPECT_EQ(post_login(form).body, R"({"detail":"Incorrect username or password"})");
  }
  EXPECT_EQ(post_login("username=ada").status, 422);
}

TEST_F(AuthRoutesTest, LimitFailedLoginsOfAnAccountHoweverItsNameIsWritten) {
  post_user(R"({"username":"Zo\u00eb","password":"correct horse"})");
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(post_login("username=Zo%C3%AB&password=correct+horse").status, 200);
  const auto multipart = "multipart/form-data; boundary=\"b\"";
  EXPECT_EQ(post("/auth/api/v1/login/", multipart,
                 "--b\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\nZoë\r\n"
                 "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\ncorrect horse\r\n--b--\r\n")
                .status,
            200);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(post_login(i % 2 ? "username=Zo%C3%AB&password=x" : "username=Zoe%CC%88&password=x").status,
              400);
  const auto refused = post_login("username=Zo%C3%AB&password=correct+horse");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header_of(refused, "Retry-After"), "60");
  clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(post_login("username=Zo%C3%AB&password=correct+horse").status, 200);
}

TEST_F(AuthRoutesTest, SayInTheLogWhoCameAndWhoDidNot) {
  testing::internal::CaptureStderr();
  post_user(kAda);
  post_login("username=ada&password=correct+horse");
  post_login("username=hunter2&password=hunter2");
  const auto lines = testing::internal::GetCapturedStderr();
  EXPECT_NE(lines.find(R"("event":"account.created","user":"1","address":"192.0.2.1")"), std::string::npos)
      << lines;
  EXPECT_NE(lines.find(R"("event":"login.succeeded","user":"1","address":"192.0.2.1")"), std::string::npos)
      << lines;
  EXPECT_NE(lines.find(R"("event":"login.failed","address":"192.0.2.1")"), std::string::npos) << lines;
  EXPECT_EQ(lines.find("hunter2"), std::string::npos) << lines;
}

TEST_F(AuthRoutesTest, ChargeASignUpThatMadeAnAccountAndNoOther) {
  client_is_exempt = false;
  post_user(kAda);
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(post_user(kAda).status, 409);
    accounts.fail_next(Errc::unavailable);
    EXPECT_EQ(post_user(R"({"username":"grace","password":"correct horse"})").status, 503);
  }
  for (int i = 1; i < 30; ++i)
    EXPECT_EQ(
        post_user(R"({"username":"user )" + std::to_string(i) + R"(","password":"correct horse"})").status,
        201);
  EXPECT_EQ(post_user(R"({"username":"grace","password":"correct horse"})").status, 429);
}

TEST_F(AuthRoutesTest, DoNotTakeAStoresFailureForAFailedLogin) {
  post_user(kAda);
  for (int i = 0; i < 10; ++i) {
    accounts.fail_next(Errc::unavailable);
    const auto unavailable = post_login("username=ada&password=correct+horse");
    EXPECT_EQ(unavailable.status, 503);
    EXPECT_EQ(header_of(unavailable, "Retry-After"), "1");
  }
  EXPECT_EQ(post_login("username=ada&password=correct+horse").status, 200);
}

TEST_F(AuthRoutesTest, ListUsersForThoseWhoLoggedIn) {
  for (const char* name : {"ada", "Grace", "Adam"})
    post_user(R"({"username":")" + std::string(name) + R"(","password":"correct horse"})");
  EXPECT_EQ(get("/auth/api/v1/users/").status, 401);
  authorization = "Bearer nonsense";
  EXPECT_EQ(get("/auth/api/v1/users/").status, 403);
  authorize();
  EXPECT_EQ(get("/auth/api/v1/users/").body,
            R"([{"id":1,"username":"ada"},{"id":2,"username":"Grace"},{"id":3,"username":"Adam"}])");
  EXPECT_EQ(get("/auth/api/v1/users/?query=AD&after=1&limit=1").body, R"([{"id":3,"username":"Adam"}])");
  EXPECT_EQ(get("/auth/api/v1/users/?after=3").body, "[]");
}

TEST_F(AuthRoutesTest, RefuseAListOutOfBounds) {
  authorize();
  EXPECT_EQ(
      get("/auth/api/v1/users/?after=-1&limit=0").body,
      R"({"detail":[{"loc":["query","after"],"msg":"Input should be greater than or equal to 0","type":"greater_than_equal"},)"
      R"({"loc":["query","limit"],"msg":"Input should be greater than or equal to 1","type":"greater_than_equal"}]})");
  EXPECT_EQ(get("/auth/api/v1/users/?limit=201").status, 422);
  EXPECT_EQ(get("/auth/api/v1/users/?query=" + std::string(65, 'a')).status, 422);
}

TEST_F(AuthRoutesTest, ShowOneUser) {
  post_user(kAda);
  EXPECT_EQ(get("/auth/api/v1/users/1").status, 401);
  authorize();
  for (const char* path : {"/auth/api/v1/users/1", "/auth/api/v1/users/1/"})
    EXPECT_EQ(get(path).body, R"({"id":1,"username":"ada"})");
  EXPECT_EQ(get("/auth/api/v1/users/2").status, 404);
  EXPECT_EQ(get("/auth/api/v1/users/2").body, R"({"detail":"User not found"})");
  for (const char* path :
       {"/auth/api/v1/users/ada", "/auth/api/v1/users/0", "/auth/api/v1/users/9007199254740992"})
    EXPECT_EQ(get(path).status, 422) << path;
}

TEST_F(AuthRoutesTest, AnswerForAStoreThatFails) {
  authorize();
  for (const char* path : {"/auth/api/v1/users/", "/auth/api/v1/users/1"}) {
    accounts.fail_next(Errc::unavailable);
    EXPECT_EQ(get(path).status, 503) << path;
  }
  accounts.fail_next(Errc::overloaded);
  EXPECT_EQ(post_user(kAda).status, 503);
}

TEST_F(AuthRoutesTest, PublishKeysOnlyWhenTheyArePublic) {
  constexpr std::string_view path = "/auth/.well-known/jwks.json";
  EXPECT_EQ(get(path).status, 404);
  Router with_keys;
  // The key of RFC 8037 appendix A, public to everybody.
  add_routes(with_keys, auth_validator::Issuer::from_private_pem(
                            "-----BEGIN PRIVATE KEY-----\n"
                            "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                            "-----END PRIVATE KEY-----\n"));
  const auto keys = answer(with_keys, "GET", path, {});
  EXPECT_EQ(keys.status, 200);
  EXPECT_EQ(keys.body, *tokens->jwks());
}

}  // namespace
}  // namespace caravan::http
