#include "guard/guard.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "runtime/manual_clock.hpp"

namespace caravan::guard {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::make_address;
using domain::ChatId;
using domain::UserId;

const Source kAfar{make_address("192.0.2.1"), false};
const Source kLocal{make_address("127.0.0.1"), true};

ChatId chat(int number) {
  ChatId id;
  id.uuid.bytes[15] = static_cast<std::uint8_t>(number);
  return id;
}

class GuardTest : public testing::Test {
 protected:
  int sends_allowed(UserId user, ChatId chat, int tries) {
    int allowed = 0;
    for (int i = 0; i < tries; ++i)
      allowed += guard.send(user, chat).allowed;
    return allowed;
  }
  int logins_allowed(const std::string& username, const Source& source, int tries) {
    int allowed = 0;
    for (int i = 0; i < tries; ++i)
      allowed += guard.log_in(username, source).allowed;
    return allowed;
  }

  runtime::ManualClock clock;
  observe::Metrics metrics;
  Guard guard{{}, clock, metrics};
};

TEST_F(GuardTest, LetsFiveMessagesInFiveSecondsIntoOneChat) {
  EXPECT_EQ(sends_allowed(UserId{1}, chat(1), 10), 5);
  EXPECT_EQ(sends_allowed(UserId{1}, chat(2), 10), 5);
  EXPECT_EQ(sends_allowed(UserId{2}, chat(1), 10), 5);
  clock.advance(2s);
  EXPECT_EQ(sends_allowed(UserId{1}, chat(1), 10), 2);
}

TEST_F(GuardTest, LetsAUserSendTwentyAtOnceAndOneASecond) {
  int allowed = 0;
  for (int number = 0; number < 40; ++number)
    allowed += sends_allowed(UserId{1}, chat(number), 1);
  EXPECT_EQ(allowed, 20);
  clock.advance(3s);
  for (int number = 40; number < 50; ++number)
    allowed += sends_allowed(UserId{1}, chat(number), 1);
  EXPECT_EQ(allowed, 23);
}

TEST_F(GuardTest, DoesNotChargeTheUserForWhatTheChatRefused) {
  sends_allowed(UserId{1}, chat(1), 100);
  int allowed = 0;
  for (int number = 2; number < 40; ++number)
    allowed += sends_allowed(UserId{1}, chat(number), 1);
  EXPECT_EQ(allowed, 15);
}

TEST_F(GuardTest, SaysWhyAndForHowLongItRefuses) {
  sends_allowed(UserId{1}, chat(1), 5);
  clock.advance(400ms);
  const Verdict verdict = guard.send(UserId{1}, chat(1));
  EXPECT_FALSE(verdict.allowed);
  EXPECT_EQ(verdict.rule, Rule::send_chat);
  EXPECT_EQ(verdict.retry_after, 600ms);
  EXPECT_EQ(verdict.reason, "Too many messages in this chat, wait a moment");
}

TEST_F(GuardTest, LetsAnOfficeMakeItsAccountsFromOneAddress) {
  for (int i = 0; i < 30; ++i)
    EXPECT_TRUE(guard.sign_up(kAfar).allowed);
  const Verdict verdict = guard.sign_up(kAfar);
  EXPECT_EQ(verdict.rule, Rule::sign_up_address);
  EXPECT_EQ(verdict.retry_after, 2min);
  EXPECT_TRUE(guard.sign_up({make_address("192.0.2.2"), false}).allowed);
  for (int i = 0; i < 100; ++i)
    EXPECT_TRUE(guard.sign_up(kLocal).allowed);
}

TEST_F(GuardTest, DoesNotChargeASignUpThatMadeNoAccount) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(guard.sign_up(kAfar).allowed);
    guard.forgive_sign_up(kAfar);
    guard.forgive_sign_up(kLocal);
  }
}

TEST_F(GuardTest, TakesANetworkOfIpv6ForOneAddress) {
  for (int i = 0; i < 30; ++i)
    EXPECT_TRUE(guard.sign_up({make_address("2001:db8::" + std::to_string(i)), false}).allowed);
  EXPECT_FALSE(guard.sign_up({make_address("2001:db8:0:0:ffff::1"), false}).allowed);
  EXPECT_TRUE(guard.sign_up({make_address("2001:db8:0:1::1"), false}).allowed);
}

TEST_F(GuardTest, LimitsFailedLoginsOfAnAccountFromOneNetwork) {
  EXPECT_EQ(logins_allowed("ada", kLocal, 10), 5);
  EXPECT_EQ(guard.log_in("ada", kLocal).rule, Rule::login_network);
  EXPECT_EQ(guard.log_in("ada", kLocal).retry_after, 1min);
  EXPECT_EQ(logins_allowed("grace", kLocal, 1), 1);
  EXPECT_EQ(logins_allowed("ada", kAfar, 1), 1);
  clock.advance(1min);
  EXPECT_EQ(logins_allowed("ada", kLocal, 10), 1);
}

Source network(int number) {
  return {make_address("198.51.100." + std::to_string(number)), false};
}

TEST_F(GuardTest, LimitsFailedLoginsOfAnAccountFromEverywhereElse) {
  EXPECT_TRUE(guard.log_in("ada", kAfar).allowed);
  guard.log_in_succeeded("ada", kAfar);
  int allowed = 0;
  for (int number = 0; number < 30; ++number)
    allowed += logins_allowed("ada", network(number), 10);
  EXPECT_EQ(allowed, 100);
  EXPECT_EQ(guard.log_in("ada", network(99)).rule, Rule::login_account);
  EXPECT_TRUE(guard.log_in("grace", network(99)).allowed);
  // Where her owner has been before, nobody is kept out by others.
  EXPECT_TRUE(guard.knows("ada", kAfar));
  EXPECT_FALSE(guard.knows("grace", kAfar));
  EXPECT_EQ(logins_allowed("ada", kAfar, 10), 5);
}

TEST_F(GuardTest, LimitsFailedLoginsFromAnAddressForAllAccounts) {
  int allowed = 0;
  for (int i = 0; i < 100; ++i)
    allowed += logins_allowed("user " + std::to_string(i), kAfar, 1);
  EXPECT_EQ(allowed, 50);
  EXPECT_EQ(guard.log_in("someone", kAfar).rule, Rule::login_address);
  EXPECT_EQ(logins_allowed("someone", kLocal, 10), 5);
}

TEST_F(GuardTest, LimitsLoginsFromAnAddressThoughThePasswordsAreRight) {
  int allowed = 0;
  for (int i = 0; i < 400; ++i) {
    if (!guard.log_in("ada", kAfar).allowed) continue;
    ++allowed;
    guard.log_in_succeeded("ada", kAfar);
  }
  EXPECT_EQ(allowed, 300);
  EXPECT_EQ(guard.log_in("ada", kAfar).rule, Rule::login_rate_address);
  EXPECT_TRUE(guard.log_in("ada", kLocal).allowed);
}

TEST_F(GuardTest, DoesNotChargeTheAddressForWhatTheAccountRefused) {
  EXPECT_EQ(logins_allowed("ada", kAfar, 100), 5);
  int allowed = 0;
  for (int i = 0; i < 100; ++i)
    allowed += logins_allowed("user " + std::to_string(i), kAfar, 1);
  EXPECT_EQ(allowed, 45);
}

TEST_F(GuardTest, CountsOnlyTheLoginsThatFail) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(guard.log_in("ada", kAfar).allowed);
    guard.log_in_succeeded("ada", kAfar);
  }
  EXPECT_EQ(logins_allowed("ada", kAfar, 4), 4);
  EXPECT_TRUE(guard.log_in("ada", kAfar).allowed);
  guard.log_in_succeeded("ada", kAfar);
  EXPECT_EQ(logins_allowed("ada", kAfar, 10), 1);
}

TEST_F(GuardTest, DoesNotChargeALoginThatCouldNotBeJudged) {
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_TRUE(guard.log_in("ada", kAfar).allowed);
    guard.forgive_login("ada", kAfar);
  }
  EXPECT_FALSE(guard.knows("ada", kAfar));
}

TEST_F(GuardTest, CountsWhatItRefusedByRule) {
  sends_allowed(UserId{1}, chat(1), 7);
  EXPECT_NE(metrics.expose().find(R"(caravan_guard_refused_total{rule="send_chat"} 2)"), std::string::npos);
  EXPECT_NE(metrics.expose().find(R"(caravan_guard_refused_total{rule="login_account"} 0)"),
            std::string::npos);
}

TEST_F(GuardTest, SaysInTheLogWhomItRefused) {
  testing::internal::CaptureStderr();
  sends_allowed(UserId{7}, chat(1), 100);
  for (int i = 0; i < 40; ++i)
    guard.sign_up(kAfar);
  const auto lines = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2) << lines;
  EXPECT_NE(lines.find(R"("event":"guard.refused","rule":"send_chat","user":"7")"), std::string::npos)
      << lines;
  EXPECT_NE(lines.find(R"("rule":"sign_up_address","address":"192.0.2.1")"), std::string::npos) << lines;
}

TEST(GuardSwitchedOff, AllowsEverything) {
  runtime::ManualClock clock;
  observe::Metrics metrics;
  Guard guard({.enabled = false}, clock, metrics);
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(guard.send(UserId{1}, chat(1)).allowed);
    EXPECT_TRUE(guard.sign_up(kAfar).allowed);
    EXPECT_TRUE(guard.log_in("ada", kAfar).allowed);
  }
}

TEST(AddressPrefix, KnowsAnIpv4AddressWrittenAsIpv6) {
  EXPECT_EQ(AddressPrefix::of(make_address("::ffff:192.0.2.1")),
            AddressPrefix::of(make_address("192.0.2.1")));
  EXPECT_NE(AddressPrefix::of(make_address("192.0.2.1")), AddressPrefix::of(make_address("192.0.2.2")));
  EXPECT_NE(AddressPrefix::of(make_address("::")), AddressPrefix::of(make_address("0.0.0.0")));
}

TEST_F(GuardTest, SessionsEndOnlySoOften) {
  for (int i = 0; i < 5; ++i)
    EXPECT_TRUE(guard.end_sessions(UserId{1}).allowed);
  const auto refused = guard.end_sessions(UserId{1});
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.rule, Rule::session_end_user);
  EXPECT_TRUE(guard.end_sessions(UserId{2}).allowed);
  clock.advance(refused.retry_after);
  EXPECT_TRUE(guard.end_sessions(UserId{1}).allowed);
}

TEST_F(GuardTest, PresenceIsSaidOnlySoOften) {
  for (int i = 0; i < 120; ++i)
    EXPECT_TRUE(guard.say_presence(UserId{1}).allowed);
  const auto refused = guard.say_presence(UserId{1});
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.rule, Rule::presence_user);
  EXPECT_TRUE(guard.say_presence(UserId{2}).allowed);
}

}  // namespace
}  // namespace caravan::guard
