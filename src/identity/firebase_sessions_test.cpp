#include "identity/firebase_sessions.hpp"

#include <gmock/gmock.h>

#include "adapters/memory/memory_accounts.hpp"
#include "adapters/memory/memory_firebase.hpp"
#include "runtime/manual_clock.hpp"
#include "runtime/random.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::identity {
namespace {

using domain::UserId;
using ports::Errc;
using runtime::run_to_end;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class FirebaseSessionsTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto* name : {"ann", "ben", "cid"})
      ASSERT_TRUE(run_to_end(accounts.create({name, "hash"})));
  }
  std::string begin(UserId user) { return run_to_end(sessions.begin(user)).value().text; }
  ports::Result<void> end_all(UserId user) { return run_to_end(sessions.end_all(user)); }

  const UserId ann{1}, ben{2}, cid{3};
  runtime::ManualClock clock;
  runtime::SystemRandom random;
  memory::Store store{clock, random};
  memory::MemoryAccounts accounts{store};
  memory::MemoryFirebaseSigner signer;
  memory::MemoryFeedSessions feed;
  FirebaseSessions sessions{{.cached_max = 2}, accounts, signer, &feed, clock};
};

TEST_F(FirebaseSessionsTest, ATokenSaysWhoForHowLongAndInWhichEpoch) {
  const auto token = run_to_end(sessions.begin(ann)).value();
  EXPECT_EQ(token.text, "token-1-0-1");
  EXPECT_EQ(token.expires_in, seconds(3600));
  const auto claims = signer.all_signed().at(0);
  EXPECT_EQ(claims.issued_at, std::chrono::floor<seconds>(clock.wall()));
  EXPECT_EQ(claims.expires_at - claims.issued_at, seconds(3600));
}

TEST_F(FirebaseSessionsTest, ATokenIsAnsweredAgainWhileFiveMinutesOfItAreLeft) {
  begin(ann);
  clock.advance(minutes(55));
  const auto again = run_to_end(sessions.begin(ann)).value();
  EXPECT_EQ(again.text, "token-1-0-1");
  EXPECT_EQ(again.expires_in, minutes(5));
  clock.advance(seconds(1));
  EXPECT_EQ(begin(ann), "token-1-0-2");
}

TEST_F(FirebaseSessionsTest, ATokenOfAClockThatWasSetBackIsNotAnswered) {
  begin(ann);
  clock.set_wall(clock.wall() - minutes(1));
  EXPECT_EQ(begin(ann), "token-1-0-2");
}

TEST_F(FirebaseSessionsTest, NobodyGetsTheTokenOfSomebodyElse) {
  EXPECT_EQ(begin(ann), "token-1-0-1");
  EXPECT_EQ(begin(ben), "token-2-0-2");
  EXPECT_EQ(begin(ann), "token-1-0-1");
}

TEST_F(FirebaseSessionsTest, OnlyTheTokensAskedForLastAreKept) {
  begin(ann);
  begin(ben);
  begin(cid);
  EXPECT_EQ(begin(ben), "token-2-0-2");
  EXPECT_EQ(begin(ann), "token-1-0-4");
}

TEST_F(FirebaseSessionsTest, EndingSessionsRaisesTheEpochAndTellsTheFeed) {
  begin(ann);
  ASSERT_TRUE(end_all(ann));
  EXPECT_THAT(feed.ended(), ElementsAre(std::pair(ann, 1)));
  EXPECT_EQ(begin(ann), "token-1-1-2");
  EXPECT_EQ(begin(ben), "token-2-0-3");
}

TEST_F(FirebaseSessionsTest, WhatTheFeedDidNotDoIsDoneWhenAskedAgain) {
  feed.fail_next(Errc::unavailable);
  EXPECT_EQ(end_all(ann).error().code, Errc::unavailable);
  ASSERT_TRUE(end_all(ann));
  EXPECT_THAT(feed.ended(), ElementsAre(std::pair(ann, 2)));
}

TEST_F(FirebaseSessionsTest, TheFeedIsNotToldWhatTheAccountsDoNotKnow) {
  accounts.fail_next(Errc::unavailable);
  EXPECT_EQ(end_all(ann).error().code, Errc::unavailable);
  EXPECT_THAT(feed.ended(), IsEmpty());
}

TEST_F(FirebaseSessionsTest, WithoutAFeedTheEpochAloneIsRaised) {
  FirebaseSessions alone({}, accounts, signer, nullptr, clock);
  ASSERT_TRUE(run_to_end(alone.end_all(ann)));
  EXPECT_EQ(run_to_end(accounts.session_epoch(ann)).value(), 1);
}

TEST_F(FirebaseSessionsTest, FailuresAreAnsweredAndNotRemembered) {
  EXPECT_EQ(run_to_end(sessions.begin(UserId{9})).error().code, Errc::not_found);
  signer.fail_next(Errc::unavailable);
  EXPECT_EQ(run_to_end(sessions.begin(ann)).error().code, Errc::unavailable);
  EXPECT_EQ(begin(ann), "token-1-0-1");
}

}  // namespace
}  // namespace caravan::identity
