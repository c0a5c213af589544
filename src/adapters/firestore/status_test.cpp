#include "adapters/firestore/status.hpp"

#include <gtest/gtest.h>

namespace caravan::firestore {
namespace {

using namespace std::chrono_literals;
using ports::Errc;

constexpr Pauses kPauses{.ordinary = 1s, .exhausted = 10s};

Verdict of_write(Code code) {
  return verdict_on(code, Scope::write, kPauses);
}
Verdict of_request(Code code) {
  return verdict_on(code, Scope::request, kPauses);
}

TEST(FirestoreStatus, WhatCannotSucceedIsFinal) {
  EXPECT_EQ(of_write(Code::permission_denied).errc, Errc::invalid);
  for (const auto code : {Code::invalid_argument, Code::out_of_range, Code::unimplemented, Code::data_loss})
    for (const auto& verdict : {of_write(code), of_request(code)}) {
      EXPECT_EQ(verdict.errc, Errc::invalid) << to_string(code);
      EXPECT_FALSE(verdict.lost_race || verdict.billed) << to_string(code);
    }
}

TEST(FirestoreStatus, WhatMayHaveBeenDoneIsUncertain) {
  for (const auto code :
       {Code::unavailable, Code::deadline_exceeded, Code::internal, Code::cancelled, Code::unknown})
    for (const auto& verdict : {of_write(code), of_request(code)}) {
      EXPECT_EQ(verdict.errc, Errc::uncertain) << to_string(code);
      EXPECT_EQ(verdict.pause, 1s);
      EXPECT_TRUE(verdict.billed);
      EXPECT_FALSE(verdict.lost_race);
    }
}

TEST(FirestoreStatus, ACodeThatNobodyKnowsIsUncertain) {
  EXPECT_EQ(of_write(static_cast<Code>(77)).errc, Errc::uncertain);
}

TEST(FirestoreStatus, AWriteThatLostAgainstAnotherIsTriedOnWhatThatOneLeft) {
  for (const auto code : {Code::failed_precondition, Code::already_exists, Code::not_found, Code::aborted}) {
    EXPECT_TRUE(of_write(code).lost_race) << to_string(code);
    EXPECT_TRUE(is_retryable(of_write(code).errc)) << to_string(code);
  }
}

TEST(FirestoreStatus, AWholeRequestRefusedSoIsForTheOperatorToPutRight) {
  for (const auto code :
       {Code::failed_precondition, Code::already_exists, Code::not_found, Code::permission_denied}) {
    EXPECT_EQ(of_request(code).errc, Errc::unavailable) << to_string(code);
    EXPECT_EQ(of_request(code).pause, 10s) << to_string(code);
    EXPECT_FALSE(of_request(code).lost_race || of_request(code).billed) << to_string(code);
  }
}

TEST(FirestoreStatus, AQuotaThatIsUsedUpIsLeftInPeaceForLonger) {
  for (const auto code : {Code::resource_exhausted, Code::unauthenticated}) {
    EXPECT_EQ(of_write(code).errc, Errc::unavailable) << to_string(code);
    EXPECT_EQ(of_write(code).pause, 10s) << to_string(code);
  }
}

TEST(FirestoreStatus, AbortedRequestsAreRetried) {
  EXPECT_EQ(of_request(Code::aborted).errc, Errc::unavailable);
  EXPECT_EQ(of_request(Code::aborted).pause, 1s);
}

}  // namespace
}  // namespace caravan::firestore
