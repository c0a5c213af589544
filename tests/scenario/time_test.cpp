#include <gmock/gmock.h>

#include "live_client.hpp"
#include "scenario_test.hpp"

namespace caravan::scenario {
namespace {

using namespace std::chrono_literals;

struct TimeTest : ScenarioTest {
  Person ada = sign_up("ada"), bob = sign_up("bob");
  std::string inbox = "inbox:" + ada.id;

  // Second by second, each seen by the loop of the connections before the next: it answers a request
  // meanwhile.
  void pass(int seconds) {
    for (int second = 0; second < seconds; ++second) {
      clock.advance(1s);
      metric("caravan_aggregate_open_windows");
    }
  }
};

TEST_F(TimeTest, AReaderWhoAnswersNoPingIsSentAway) {
  LiveClient screen(server);
  screen.enter(ada.token, inbox);
  pass(27);
  EXPECT_EQ(screen.next(), "{}");
  pass(12);
  EXPECT_EQ(screen.next_close(), 3012);
}

TEST_F(TimeTest, ATokenEndsEverywhere) {
  const auto chat = open_chat(ada, bob);
  clock.advance(24h);
  EXPECT_EQ(history(ada, chat).status, 403);
  LiveClient screen(server);
  EXPECT_THAT(screen.enter(ada.token, inbox), testing::HasSubstr("\"code\":109"));
  log_in(ada);
  EXPECT_EQ(history(ada, chat).status, 200);
}

TEST_F(TimeTest, WhoSendsTooMuchWaitsAsLongAsTold) {
  const auto chat = open_chat(ada, bob);
  Answer last;
  for (int i = 0; i < 6; ++i)
    last = send(ada, chat, "spam");
  EXPECT_EQ(last.status, 429);
  EXPECT_THAT(last.head, testing::HasSubstr("Retry-After: 1"));
  EXPECT_EQ(send(bob, chat, "others are not held up").status, 201);
  clock.advance(1s);
  EXPECT_EQ(send(ada, chat, "patience").status, 201);
}

TEST_F(TimeTest, GuessingAPasswordIsSlow) {
  const auto guess = [this] {
    return request(server, "POST", "/auth/api/v1/login/",
                   "Content-Type: application/x-www-form-urlencoded\r\n",
                   "username=ada&password=wrong+password");
  };
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(guess().status, 400);
  const auto refused = guess();
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.head, testing::HasSubstr("Retry-After: 60"));
  clock.advance(1min);
  EXPECT_EQ(guess().status, 400);
  EXPECT_EQ(guess().status, 429);
}

}  // namespace
}  // namespace caravan::scenario
