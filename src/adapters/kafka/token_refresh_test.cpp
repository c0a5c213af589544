#include "adapters/kafka/token_refresh.hpp"

#include <atomic>
#include <future>
#include <gtest/gtest.h>
#include <stdexcept>

namespace caravan::kafka {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_seconds;

constexpr sys_seconds kNow{1'000'000s};

TEST(TokenRefreshTime, IsFiveMinutesBeforeTheEnd) {
  EXPECT_EQ(refresh_time(kNow, kNow + 1h), kNow + 55min);
  EXPECT_EQ(refresh_time(kNow, kNow + 25min), kNow + 20min);
}

TEST(TokenRefreshTime, IsAFifthOfTheRestBeforeTheEndOfAShortOne) {
  EXPECT_EQ(refresh_time(kNow, kNow + 5min), kNow + 4min);
  EXPECT_EQ(refresh_time(kNow, kNow + 5s), kNow + 4s);
}

TEST(TokenRefreshTime, IsWhenTheLibraryAsksThatWasToldTheEnd) {
  for (const auto left : {5s, 300s, 1500s, 3600s, 43'200s}) {
    const auto told = told_end(kNow, kNow + left);
    EXPECT_GT(told, kNow);
    EXPECT_EQ(kNow + (told - kNow) * 4 / 5, refresh_time(kNow, kNow + left)) << left.count();
  }
}

// Answers when it is told to.
class ScriptedTokens final : public ports::BrokerTokens {
 public:
  ports::Task<ports::Result<ports::BrokerToken>> token() override {
    ++questions;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return answer_.has_value(); });
    auto answer = *answer_;
    lock.unlock();
    if (!answer && answer.error().detail == "throw") throw std::runtime_error("thrown");
    co_return answer;
  }
  void answer(std::optional<TokenAnswer> answer) {
    {
      const std::lock_guard lock(mutex_);
      answer_ = std::move(answer);
    }
    changed_.notify_all();
  }

  std::atomic<int> questions = 0;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<TokenAnswer> answer_;
};

TokenAnswer token(const std::string& text) {
  return ports::BrokerToken{text, "caravan@demo", kNow};
}

TokenAnswer failure(const std::string& why) {
  return ports::Error{ports::Errc::unavailable, why};
}

class TokenRefreshTest : public testing::Test {
 protected:
  std::future<std::optional<TokenAnswer>> ask() {
    return std::async(std::launch::async, [this] { return refresh_.next(stop_.get_token()); });
  }
  double counted(const std::string& outcome) {
    return metrics_
        .counter("caravan_kafka_tokens_total", "Questions for a token for brokers by outcome",
                 {{"outcome", outcome}})
        .Value();
  }

  runtime::SystemRandom random_;
  observe::Metrics metrics_;
  ScriptedTokens tokens_;
  std::stop_source stop_;
  TokenRefresh refresh_{tokens_, {.pause = {.first = 10ms, .longest = 20ms}}, random_, metrics_};
};

TEST_F(TokenRefreshTest, AsksNobodyBeforeSomebodyWantsAToken) {
  EXPECT_EQ(tokens_.questions, 0);
}

TEST_F(TokenRefreshTest, GivesWhatItWasGiven) {
  tokens_.answer(token("first"));
  EXPECT_EQ(ask().get().value().value().text, "first");
  tokens_.answer(token("second"));
  EXPECT_EQ(ask().get().value().value().text, "second");
  EXPECT_EQ(tokens_.questions, 2);
  EXPECT_EQ(counted("given"), 2);
}

TEST_F(TokenRefreshTest, TellsOfAFailureAndAsksAgainForWhoeverWantsIt) {
  tokens_.answer(failure("nobody there"));
  EXPECT_EQ(ask().get().value().error().detail, "nobody there");
  EXPECT_EQ(ask().get().value().error().detail, "nobody there");
  tokens_.answer(failure("throw"));
  EXPECT_EQ(ask().get().value().error().detail, "thrown");
  tokens_.answer(token("late"));
  EXPECT_EQ(ask().get().value().value().text, "late");
  EXPECT_EQ(counted("failed"), 3);
  EXPECT_EQ(counted("given"), 1);
}

TEST_F(TokenRefreshTest, LetsGoOfAClientThatEnds) {
  auto waiting = ask();
  stop_.request_stop();
  EXPECT_FALSE(waiting.get());
  tokens_.answer(failure("nobody there"));
}

}  // namespace
}  // namespace caravan::kafka
