#include "identity/sign_up.hpp"

#include "identity/accounts_fixture.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::identity {
namespace {

using domain::Account;
using domain::UserId;
using ports::Errc;
using runtime::run_to_end;

TEST(SignUpForm, HoldsTheNameAsItIsStored) {
  const auto form = check_sign_up("Zoe\u0308", "pass cafe\u0301");
  EXPECT_EQ(std::get<SignUpForm>(form).username, "Zo\u00eb");
  EXPECT_EQ(std::get<SignUpForm>(form).password, "pass caf\u00e9");
}

TEST(SignUpForm, IsUnfitForEachReasonItGives) {
  const auto both = std::get<UnfitForm>(check_sign_up("ab", "1234567"));
  EXPECT_EQ(both.username, text::NameFault::too_short);
  EXPECT_EQ(both.password, PasswordFault::too_short);
  const auto password_only = std::get<UnfitForm>(check_sign_up("ada", std::string(1025, 'a')));
  EXPECT_EQ(password_only.username, std::nullopt);
  EXPECT_EQ(password_only.password, PasswordFault::too_long);
  const auto name_only = std::get<UnfitForm>(check_sign_up(" ada", std::string(1024, 'a')));
  EXPECT_EQ(name_only.username, text::NameFault::space_at_edge);
  EXPECT_EQ(name_only.password, std::nullopt);
}

TEST(SignUpForm, IsUnfitForAPasswordThatIsTriedFirst) {
  const auto fault_of = [](const char* password) {
    const auto form = check_sign_up("Marianne 7", password);
    const auto* unfit = std::get_if<UnfitForm>(&form);
    return unfit ? unfit->password : std::nullopt;
  };
  for (const char* common : {"password", "PASSWORD", "12345678", "iloveyou"})
    EXPECT_EQ(fault_of(common), PasswordFault::too_common) << common;
  for (const char* own : {"Marianne 7", "marianne", "marianne1987", "MARIANNE!"})
    EXPECT_EQ(fault_of(own), PasswordFault::is_the_name) << own;
  for (const char* fit : {"correct horse battery", "marianne and the horse", "87654321x"})
    EXPECT_EQ(fault_of(fit), std::nullopt) << fit;
}

TEST(SignUpForm, IsUnfitForAReservedName) {
  const auto form = check_sign_up("Support \u2713", "correct horse");
  EXPECT_TRUE(std::get<UnfitForm>(form).username_is_reserved);
}

class SignUpTest : public AccountsFixture {
 protected:
  SignUp sign_up{accounts, hasher};
};

TEST_F(SignUpTest, MakesAnAccountWithAHashedPassword) {
  const auto account = run_to_end(sign_up.create({"ada", "correct horse"}));
  ASSERT_TRUE(account);
  EXPECT_EQ(*account, (Account{UserId{1}, "ada"}));
  const auto stored = run_to_end(accounts.credentials("ada"));
  EXPECT_TRUE(*run_to_end(hasher.verify("correct horse", stored->password_hash)));
}

TEST_F(SignUpTest, SaysThatANameIsTaken) {
  run_to_end(sign_up.create({"ada", "correct horse"}));
  EXPECT_EQ(run_to_end(sign_up.create({"ada", "another one"})).error().code, Errc::conflict);
  EXPECT_EQ(run_to_end(sign_up.create({"Ada", "another one"})).error().code, Errc::conflict);
  EXPECT_EQ(run_to_end(sign_up.create({"\u0430d\u0430", "another one"})).error().code, Errc::conflict);
  EXPECT_TRUE(run_to_end(sign_up.create({"adam", "another one"})));
}

TEST_F(SignUpTest, PassesTheStoresFailureOn) {
  accounts.fail_next(Errc::unavailable);
  EXPECT_EQ(run_to_end(sign_up.create({"ada", "correct horse"})).error().code, Errc::unavailable);
}

}  // namespace
}  // namespace caravan::identity
