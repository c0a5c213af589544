#include <gmock/gmock.h>

#include "services/firestore/firestore_fixture.hpp"

// Each fault of the service: what the caller is told, that others go on, and that the next try puts it right.
namespace caravan::firestore {
namespace {

using namespace std::chrono_literals;
using ports::Errc;
using ports::FeedAnswer;

class FirestoreFaults : public FirestoreTest {
 protected:
  void fail_write(domain::UserId reader, Code code, int times) {
    services::proxy("fail write " + name_of(reader) + " " + number(code) + " " + std::to_string(times));
  }
  static void fail_request(const std::string& method, Code code, int times) {
    services::proxy("fail call " + method + " " + number(code) + " " + std::to_string(times));
  }
  static std::string number(Code code) { return std::to_string(static_cast<int>(code)); }

  static void expect_error(const FeedAnswer& answer, Errc errc, Code code) {
    ASSERT_FALSE(answer.outcome) << to_string(code);
    EXPECT_EQ(answer.outcome.error().code, errc) << answer.outcome.error().detail;
    EXPECT_NE(answer.outcome.error().detail.find(to_string(code)), std::string::npos);
    if (is_retryable(errc))
      EXPECT_GE(answer.retry_after, 100ms);
    else
      EXPECT_EQ(answer.retry_after, 0ms);
  }

  static constexpr int kForEver = -1;
  Node node_{options()};
};

struct Expected {
  Code code;
  Errc errc;
};

class FirestoreFaultsByCode : public FirestoreFaults, public testing::WithParamInterface<Expected> {
 protected:
  // Fresh credentials may help, so that is tried before it is said.
  static int requests_until_said(Code code) { return code == Code::unauthenticated ? 2 : 1; }
  // Of a whole request it is about the project, and not about what is written.
  static Errc of_request(Code code, Errc errc) {
    return code == Code::permission_denied ? Errc::unavailable : errc;
  }
};

TEST_P(FirestoreFaultsByCode, OfAWriteIsSaidAndTheNextTryPutsItRight) {
  const auto [code, errc] = GetParam();
  fail_write(kAnn, code, 1);
  expect_error(node_.show(batch(kAnn, 0, {1})), errc, code);
  EXPECT_TRUE(node_.show(batch(kAnn, 0, {1, 2})).outcome);
  EXPECT_EQ(shown(kAnn), (Shown{2, 1, {1, 2}}));
}

TEST_P(FirestoreFaultsByCode, OfARequestIsSaidAndTheNextTryPutsItRight) {
  const auto [code, errc] = GetParam();
  fail_request("BatchWrite", code, requests_until_said(code));
  expect_error(node_.show(batch(kAnn, 0, {1})), of_request(code, errc), code);
  EXPECT_TRUE(node_.show(batch(kAnn, 0, {1, 2})).outcome);
  EXPECT_EQ(shown(kAnn), (Shown{2, 1, {1, 2}}));
}

TEST_P(FirestoreFaultsByCode, OfAReadingIsSaidAndTheNextTryPutsItRight) {
  const auto [code, errc] = GetParam();
  fail_request("BatchGetDocuments", code, requests_until_said(code));
  expect_error(node_.show(batch(kAnn, 0, {1})), of_request(code, errc), code);
  EXPECT_TRUE(node_.show(batch(kAnn, 0, {1, 2})).outcome);
  EXPECT_EQ(shown(kAnn), (Shown{2, 1, {1, 2}}));
}

INSTANTIATE_TEST_SUITE_P(
    Codes, FirestoreFaultsByCode,
    testing::Values(
        Expected{Code::unavailable, Errc::uncertain}, Expected{Code::deadline_exceeded, Errc::uncertain},
        Expected{Code::internal, Errc::uncertain}, Expected{Code::cancelled, Errc::uncertain},
        Expected{Code::unknown, Errc::uncertain}, Expected{Code::resource_exhausted, Errc::unavailable},
        Expected{Code::unauthenticated, Errc::unavailable}, Expected{Code::invalid_argument, Errc::invalid},
        Expected{Code::permission_denied, Errc::invalid}, Expected{Code::out_of_range, Errc::invalid},
        Expected{Code::unimplemented, Errc::invalid}, Expected{Code::data_loss, Errc::invalid}),
    [](const auto& tested) { return std::string(to_string(tested.param.code)); });

TEST_F(FirestoreFaults, AQuotaThatIsUsedUpIsLeftInPeaceForLonger) {
  fail_write(kAnn, Code::resource_exhausted, 1);
  EXPECT_GE(node_.show(batch(kAnn, 0, {1})).retry_after, 1'000ms);
}

TEST_F(FirestoreFaults, AQuotaThatIsUsedUpSlowsEverybodysWritesDown) {
  auto& rate = node_.metrics.gauge("caravan_firestore_writes_per_second", "");
  EXPECT_TRUE(node_.show(batch(kBen, 0, {1})).outcome);
  const auto before = rate.Value();
  fail_write(kAnn, Code::resource_exhausted, 1);
  node_.show(batch(kAnn, 0, {1}));
  EXPECT_EQ(rate.Value(), before / 2);
  EXPECT_TRUE(node_.show(batch(kBen, 1, {2})).outcome) << "slower, but it goes";
}

TEST_F(FirestoreFaults, AbortedWritesAreTriedAgainOnWhatIsThere) {
  for (const auto code : {Code::aborted, Code::failed_precondition, Code::already_exists, Code::not_found}) {
    const auto n = std::max<std::int64_t>(shown(kAnn).n, 0);
    fail_write(kAnn, code, 2);
    const auto answer = node_.show(batch(kAnn, n, {n + 1}));
    EXPECT_TRUE(answer.outcome) << to_string(code);
    EXPECT_EQ(answer.cost.writes, 3u);
    EXPECT_EQ(shown(kAnn).n, n + 1);
  }
}

TEST_F(FirestoreFaults, ADocumentThatIsAlwaysAbortedIsGivenBackToTheCaller) {
  fail_write(kAnn, Code::aborted, kForEver);
  const auto answer = node_.show(batch(kAnn, 0, {1}));
  expect_error(answer, Errc::unavailable, Code::aborted);
  EXPECT_EQ(answer.cost.writes, 4u) << "tries_max";
}

TEST_F(FirestoreFaults, ARequestThatIsRefusedAsAWholeWaitsForTheOperator) {
  for (const auto code :
       {Code::not_found, Code::failed_precondition, Code::already_exists, Code::permission_denied}) {
    fail_request("BatchWrite", code, 1);
    expect_error(node_.show(batch(kAnn, 0, {1})), Errc::unavailable, code);
  }
}

// Firestore says of a request that something in it cannot be taken, and not what.
TEST_F(FirestoreFaults, OneDocumentThatSpoilsItsRequestTakesNoOtherWithIt) {
  services::proxy("spoil " + name_of(kBen));
  std::vector<std::future<FeedAnswer>> answers;
  for (std::int64_t id = 1; id <= 50; ++id)
    answers.push_back(node_.begin_to_show(batch(domain::UserId{id}, 0, {1})));
  for (std::int64_t id = 1; id <= 50; ++id) {
    const auto answer = answers[static_cast<std::size_t>(id - 1)].get();
    EXPECT_EQ(answer.outcome.has_value(), id != kBen.value) << id;
  }
}

TEST_F(FirestoreFaults, ADocumentThatAlwaysFailsHoldsUpNobody) {
  fail_write(kBen, Code::invalid_argument, kForEver);
  std::vector<std::future<FeedAnswer>> answers;
  for (std::int64_t id = 1; id <= 50; ++id)
    answers.push_back(node_.begin_to_show(batch(domain::UserId{id}, 0, {1})));
  for (std::int64_t id = 1; id <= 50; ++id) {
    const auto answer = answers[static_cast<std::size_t>(id - 1)].get();
    EXPECT_EQ(answer.outcome.has_value(), id != kBen.value) << id;
    EXPECT_EQ(shown(domain::UserId{id}).n, id == kBen.value ? -1 : 1);
  }
}

TEST_F(FirestoreFaults, AnAnswerThatWasLostIsFoundByReading) {
  for (const auto code : {Code::unavailable, Code::deadline_exceeded}) {
    const auto n = std::max<std::int64_t>(shown(kAnn).n, 0);
    services::proxy("fail answer BatchWrite " + number(code) + " 1");
    expect_error(node_.show(batch(kAnn, n, {n + 1})), Errc::uncertain, code);
    EXPECT_EQ(shown(kAnn).n, n + 1) << "it was done";
    const auto again = node_.show(batch(kAnn, n, {n + 1}));
    EXPECT_TRUE(again.outcome);
    EXPECT_EQ(again.cost.reads, 1u);
    EXPECT_EQ(again.cost.writes, 0u);
  }
}

TEST_F(FirestoreFaults, ASilentServiceIsAnsweredForInTime) {
  auto impatient = options();
  impatient.database.client.request_timeout = 300ms;
  Node node(impatient);
  node.show(batch(kAnn, 0, {1}));
  services::proxy("hold BatchWrite");
  expect_error(node.show(batch(kAnn, 1, {2})), Errc::uncertain, Code::deadline_exceeded);
  services::proxy("release");
  // Whether the late write arrives before or after the next one: nothing is lost, nothing is there twice.
  auto answer = node.show(batch(kAnn, 1, {2, 3}));
  EXPECT_TRUE(answer.outcome);
  EXPECT_EQ(shown(kAnn), (Shown{3, 1, {1, 2, 3}}));
}

TEST_F(FirestoreFaults, AServiceThatIsAwayIsTakenUpAgain) {
  node_.show(batch(kAnn, 0, {1}));
  services::proxy("cut");
  const auto away = node_.show(batch(kAnn, 1, {2}));
  expect_error(away, Errc::uncertain, Code::unavailable);
  services::proxy("mend");
  const auto deadline = node_.clock.now() + 30s;
  auto answer = node_.show(batch(kAnn, 1, {2, 3}));
  while (!answer.outcome && node_.clock.now() < deadline) {
    runtime::run_to_end(node_.clock.sleep_until(node_.clock.now() + answer.retry_after));
    answer = node_.show(batch(kAnn, 1, {2, 3}));
  }
  EXPECT_TRUE(answer.outcome);
  EXPECT_EQ(shown(kAnn), (Shown{3, 1, {1, 2, 3}}));
}

TEST_F(FirestoreFaults, WhatWasGivenUpMeanwhileIsAGapForItsReader) {
  node_.show(batch(kAnn, 0, {1}));
  fail_write(kAnn, Code::invalid_argument, 1);
  EXPECT_FALSE(node_.show(batch(kAnn, 1, {2})).outcome);
  EXPECT_TRUE(node_.show(batch(kAnn, 2, {3})).outcome);
  EXPECT_EQ(shown(kAnn), (Shown{3, 3, {3}}));
}

TEST_F(FirestoreFaults, WritesToOneDocumentKeepItsPaceBetweenTries) {
  services::proxy("pace 300");
  auto paced = options();
  paced.feed.calls.retry_pause = 300ms;
  Node node(paced);
  EXPECT_TRUE(node.show(batch(kAnn, 0, {1})).outcome);
  const auto answer = node.show(batch(kAnn, 1, {2}));
  EXPECT_TRUE(answer.outcome);
  EXPECT_EQ(services::counted("too_fast"), 1) << "the second try came in time";
  EXPECT_EQ(shown(kAnn), (Shown{2, 1, {1, 2}}));
}

TEST_F(FirestoreFaults, TheServiceIsLoadedSlowlyAtFirst) {
  auto slow = options();
  slow.database.rate.first_per_s = 20;
  Node node(slow);
  const auto began = node.clock.now();
  std::vector<std::future<FeedAnswer>> answers;
  for (std::int64_t id = 1; id <= 30; ++id)
    answers.push_back(node.begin_to_show(batch(domain::UserId{id}, 0, {1})));
  for (auto& answer : answers)
    EXPECT_TRUE(answer.get().outcome);
  EXPECT_TRUE(node.show(batch(domain::UserId{31}, 0, {1})).outcome);
  EXPECT_GE(node.clock.now() - began, 400ms) << "eleven more than a second's worth";
  EXPECT_NE(node.metrics.expose().find("caravan_firestore_throttled_total 1"), std::string::npos);
}

}  // namespace
}  // namespace caravan::firestore
