#include <gmock/gmock.h>

#include "services/firestore/firestore_fixture.hpp"

namespace caravan::firestore {
namespace {

using ports::Errc;
using testing::ElementsAre;

class FirestoreFeedTest : public FirestoreTest {
 protected:
  Node node_{options()};
};

TEST_F(FirestoreFeedTest, ABatchIsInItsReadersDocument) {
  const auto sent = batch(kAnn, 10, {12, 13}, "Grüße 👋");
  EXPECT_TRUE(node_.show(sent).outcome);
  const auto found = document(kAnn);
  ASSERT_TRUE(found);
  EXPECT_EQ(std::get<std::string>(found->fields.at("log")), "log-1");
  EXPECT_EQ(shown(kAnn), (Shown{13, 11, {12, 13}}));
  const auto& texts = std::get<std::vector<std::string>>(found->fields.at("entries"));
  const auto entry = std::get<wire::InboxEntry>(wire::decode_inbox_entry(texts.at(1)));
  EXPECT_EQ(entry.message, *sent.messages[1]);
  EXPECT_EQ(shown(kBen), Shown{});
}

TEST_F(FirestoreFeedTest, ADocumentIsReadAtItsFirstTouchOnly) {
  const auto first = node_.show(batch(kAnn, 0, {1}));
  EXPECT_EQ(first.cost.reads, 1u);
  EXPECT_EQ(first.cost.writes, 1u);
  EXPECT_GT(first.cost.bytes_out, 100u);
  const auto second = node_.show(batch(kAnn, 1, {2}));
  EXPECT_EQ(second.cost.reads, 0u);
  EXPECT_EQ(second.cost.writes, 1u);
  EXPECT_EQ(services::counted("reads"), 1);
  EXPECT_EQ(services::counted("writes"), 2);
  EXPECT_EQ(shown(kAnn), (Shown{2, 1, {1, 2}}));
}

TEST_F(FirestoreFeedTest, WhatWasShownCostsNothing) {
  const auto sent = batch(kAnn, 0, {1, 2});
  node_.show(sent);
  services::proxy("reset");
  const auto again = node_.show(sent);
  EXPECT_TRUE(again.outcome);
  EXPECT_EQ(again.cost.reads + again.cost.writes, 0u);
  EXPECT_EQ(services::counted("requests"), 0);
}

TEST_F(FirestoreFeedTest, BehindAGapTheRingBeginsAnew) {
  node_.show(batch(kAnn, 0, {1, 2}));
  node_.show(batch(kAnn, 7, {9}));
  EXPECT_EQ(shown(kAnn), (Shown{9, 8, {9}}));
}

TEST_F(FirestoreFeedTest, AfterARestartTheDocumentIsTakenUpAndNothingGoesBack) {
  node_.show(batch(kAnn, 0, {1, 2}));
  Node restarted(options());
  EXPECT_TRUE(restarted.show(batch(kAnn, 0, {1})).outcome);
  EXPECT_EQ(shown(kAnn), (Shown{2, 1, {1, 2}}));
  EXPECT_TRUE(restarted.show(batch(kAnn, 2, {3})).outcome);
  EXPECT_EQ(shown(kAnn), (Shown{3, 1, {1, 2, 3}}));
}

TEST_F(FirestoreFeedTest, ADocumentOfAnotherLogBeginsAnew) {
  node_.show(batch(kAnn, 100, {101}));
  auto next = options();
  next.log = [] { return std::string("log-2"); };
  Node of_next_log(next);
  EXPECT_TRUE(of_next_log.show(batch(kAnn, 3, {4})).outcome);
  EXPECT_EQ(shown(kAnn), (Shown{4, 4, {4}}));
  EXPECT_EQ(std::get<std::string>(document(kAnn)->fields.at("log")), "log-2");
}

TEST_F(FirestoreFeedTest, ALogThatIsMadeAnewUnderARunningNodeBeginsItsDocumentsAnew) {
  std::string log = "log-1";
  auto changing = options();
  changing.log = [&log] { return log; };
  Node node(changing);
  node.show(batch(kAnn, 100, {101}));
  log = "log-2";
  EXPECT_TRUE(node.show(batch(kAnn, 3, {4})).outcome);
  EXPECT_EQ(shown(kAnn), (Shown{4, 4, {4}}));
}

TEST_F(FirestoreFeedTest, AsLongAsTheLogIsNotKnownNothingIsWritten) {
  auto unknown = options();
  unknown.log = []() -> ports::Result<std::string> {
    return ports::Error{ports::Errc::unavailable, "no broker"};
  };
  Node node(unknown);
  const auto answer = node.show(batch(kAnn, 0, {1}));
  ASSERT_FALSE(answer.outcome);
  EXPECT_TRUE(is_retryable(answer.outcome.error().code));
  EXPECT_EQ(shown(kAnn), Shown{});
}

TEST_F(FirestoreFeedTest, FieldsOfOthersStay) {
  write({"inboxes/" + kAnn.to_string(), {{"epoch", std::int64_t{7}}}});
  node_.show(batch(kAnn, 0, {1}));
  node_.show(batch(kAnn, 1, {2}));
  EXPECT_EQ(shown(kAnn), (Shown{2, 1, {1, 2}}));
  EXPECT_EQ(std::get<std::int64_t>(document(kAnn)->fields.at("epoch")), 7);
}

TEST_F(FirestoreFeedTest, DocumentsThatAreForgottenAreReadAgain) {
  auto small = options();
  small.feed.known.documents_max = 1;
  Node node(small);
  for (const auto reader : {kAnn, kBen, kAnn})
    node.show(batch(reader, 0, {1}));
  EXPECT_EQ(services::counted("reads"), 3);
  EXPECT_EQ(services::counted("writes"), 2) << "Ann had seen hers";
}

TEST_F(FirestoreFeedTest, ABatchWithoutOffsetsIsRefusedForGood) {
  domain::Batch old = batch(kAnn, 0, {1});
  old.offsets.clear();
  const auto answer = node_.show(old);
  ASSERT_FALSE(answer.outcome);
  EXPECT_EQ(answer.outcome.error().code, Errc::invalid);
}

TEST_F(FirestoreFeedTest, ReadersWhoWaitShareRequests) {
  constexpr int readers = 1'200;
  services::proxy("hold BatchWrite");
  auto one_at_a_time = options();
  one_at_a_time.database.in_flight_max = 1;
  one_at_a_time.database.rate.first_per_s = 100'000;
  Node node(one_at_a_time);
  auto held = node.begin_to_show(batch(domain::UserId{1}, 0, {1}));
  services::proxy("held 1");
  std::vector<std::future<ports::FeedAnswer>> answers;
  for (std::int64_t id = 2; id <= readers; ++id)
    answers.push_back(node.begin_to_show(batch(domain::UserId{id}, 0, {1})));
  services::proxy("release");
  EXPECT_TRUE(held.get().outcome);
  for (auto& answer : answers)
    EXPECT_TRUE(answer.get().outcome);
  EXPECT_EQ(services::counted("writes"), readers);
  EXPECT_EQ(services::counted("reads"), readers);
  EXPECT_EQ(services::counted("repeated"), 0);
  EXPECT_LE(services::counted("largest"), 500);
  EXPECT_GE(services::counted("largest"), 100);
  EXPECT_EQ(shown(domain::UserId{readers}), (Shown{1, 1, {1}}));
}

TEST_F(FirestoreFeedTest, LargeDocumentsAreSpreadOverRequests) {
  auto large = options();
  large.feed.limits.entries_bytes_max = 300'000;
  large.database.in_flight_max = 1;
  Node node(large);
  std::vector<std::future<ports::FeedAnswer>> answers;
  for (std::int64_t id = 1; id <= 60; ++id)
    answers.push_back(node.begin_to_show(batch(domain::UserId{id}, 0, {1}, std::string(250'000, 'x'))));
  for (auto& answer : answers)
    EXPECT_TRUE(answer.get().outcome);
  EXPECT_LE(services::counted("largest"), 40) << "of 250 KB in 10 MiB";
}

TEST_F(FirestoreFeedTest, MoreCallsThanItTakesAreRefused) {
  auto small = options();
  small.feed.queue_max = 2;
  Node node(small);
  services::proxy("hold BatchGetDocuments");
  auto first = node.begin_to_show(batch(kAnn, 0, {1}));
  auto second = node.begin_to_show(batch(kBen, 0, {1}));
  services::proxy("held 1");
  const auto third = node.show(batch(kCid, 0, {1}));
  services::proxy("release");
  ASSERT_FALSE(third.outcome);
  EXPECT_EQ(third.outcome.error().code, Errc::overloaded);
  EXPECT_GE(third.retry_after.count(), 100);
  EXPECT_TRUE(first.get().outcome);
  EXPECT_TRUE(second.get().outcome);
}

TEST_F(FirestoreFeedTest, ANodeThatStopsGivesUpWhatIsUnderWay) {
  services::proxy("hold BatchWrite");
  std::future<ports::FeedAnswer> answer;
  {
    Node node(options());
    answer = node.begin_to_show(batch(kAnn, 0, {1}));
    services::proxy("held 1");
  }
  EXPECT_THROW(answer.get(), boost::system::system_error);
}

TEST_F(FirestoreFeedTest, WhatIsBilledIsCountedByItsCause) {
  node_.show(batch(kAnn, 0, {1}));
  runtime::run_to_end(node_.sessions.end(kAnn, 1));
  node_.show(batch(kAnn, 1, {2}));
  const auto text = node_.metrics.expose();
  const auto has = [&text](const std::string& line) { return text.find(line + "\n") != std::string::npos; };
  const std::string operations = "caravan_firestore_operations_total";
  EXPECT_TRUE(has(operations + R"({cause="first_touch",kind="read"} 1)")) << text;
  EXPECT_TRUE(has(operations + R"({cause="lost_race",kind="read"} 1)")) << text;
  EXPECT_TRUE(has(operations + R"({cause="show",kind="write"} 2)")) << text;
  EXPECT_TRUE(has(operations + R"({cause="lost_race",kind="write"} 1)")) << text;
  EXPECT_TRUE(has(operations + R"({cause="session_end",kind="write"} 1)")) << text;
  EXPECT_TRUE(has("caravan_firestore_lost_races_total 1")) << text;
  EXPECT_EQ(services::counted("writes"), 4);
  EXPECT_EQ(services::counted("reads"), 2);
}

}  // namespace
}  // namespace caravan::firestore
