#include "identity/log_in.hpp"

#include "identity/accounts_fixture.hpp"
#include "identity/sign_up.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::identity {
namespace {

using domain::Account;
using domain::UserId;
using ports::Errc;
using runtime::run_to_end;

class LogInTest : public AccountsFixture {
 protected:
  void SetUp() override {
    SignUp sign_up(accounts, hasher);
    ASSERT_TRUE(run_to_end(sign_up.create({"Zo\u00eb", "correct horse"})));
  }
  std::optional<Account> check(std::string username, std::string password) {
    return *run_to_end(log_in.check(std::move(username), std::move(password)));
  }

  LogIn log_in{accounts, hasher};
};

TEST_F(LogInTest, KnowsPeopleByTheirPasswords) {
  EXPECT_EQ(check("Zo\u00eb", "correct horse"), (Account{UserId{1}, "Zo\u00eb"}));
  EXPECT_EQ(check("Zo\u00eb", "correct hors"), std::nullopt);
  EXPECT_EQ(check("zo\u00eb", "correct horse"), std::nullopt);
  EXPECT_EQ(check("nobody", "correct horse"), std::nullopt);
}

TEST_F(LogInTest, TakesANameInAnyNormalForm) {
  EXPECT_TRUE(check("Zoe\u0308", "correct horse"));
}

TEST_F(LogInTest, TakesAPasswordInAnyNormalForm) {
  SignUp sign_up(accounts, hasher);
  ASSERT_TRUE(run_to_end(sign_up.create(std::get<SignUpForm>(check_sign_up("caf\u00e9", "caf\u00e9 noir")))));
  EXPECT_TRUE(check("caf\u00e9", "caf\u00e9 noir"));
  EXPECT_TRUE(check("caf\u00e9", "cafe\u0301 noir"));
}

TEST_F(LogInTest, TakesAPasswordThatWasHashedAsItWasTyped) {
  ASSERT_TRUE(run_to_end(SignUp(accounts, hasher).create({"old", "cafe\u0301 noir"})));
  EXPECT_TRUE(check("old", "cafe\u0301 noir"));
  EXPECT_FALSE(check("old", "caf\u00e9 noir"));
}

TEST_F(LogInTest, AnswersForNamesThatNobodyCanHave) {
  EXPECT_EQ(check("", "correct horse"), std::nullopt);
  EXPECT_EQ(check("\xff", "correct horse"), std::nullopt);
}

TEST_F(LogInTest, HashesOnceForUnknownNamesToo) {
  // No password may wait here, so an answer without a refusal would be one without a hash.
  PasswordHasher full({.memory_bytes = 8192, .passes = 1, .threads = 1, .queue_max = 0});
  LogIn refused(accounts, full);
  for (const char* username : {"Zo\u00eb", "nobody", ""})
    EXPECT_EQ(run_to_end(refused.check(username, "correct horse")).error().code, Errc::overloaded);
}

TEST_F(LogInTest, PassesTheStoresFailureOn) {
  accounts.fail_next(Errc::unavailable);
  EXPECT_EQ(run_to_end(log_in.check("Zo\u00eb", "correct horse")).error().code, Errc::unavailable);
}

}  // namespace
}  // namespace caravan::identity
