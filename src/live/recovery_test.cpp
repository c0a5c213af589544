#include "live/recovery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/run_to_end.hpp"

namespace caravan::live {
namespace {

using domain::UserId;
using testing::HasSubstr;
using testing::Not;

// An inbox whose one answer is set by the test.
struct PreparedInbox final : ports::Inbox {
  ports::Result<ports::InboxPage> answer = ports::InboxPage{};
  ports::Offset asked_since = -1;

  ports::Task<ports::Result<ports::InboxPage>> since(UserId, ports::Offset offset, std::size_t) override {
    asked_since = offset;
    co_return answer;
  }
  ports::Task<ports::Result<std::string>> epoch() override { co_return "e"; }
};

struct RecoveryTest : testing::Test {
  PreparedInbox inbox;
  RecoveryOptions options;

  void missed(ports::Offset offset, std::string body = "hi") {
    inbox.answer->deliveries.push_back({offset,
                                        {UserId{2}, std::make_shared<const domain::Message>(domain::Message{
                                                        .id = {},
                                                        .chat = {},
                                                        .from = UserId{1},
                                                        .to = {},
                                                        .body = std::move(body),
                                                        .time = domain::TimeUuid::at({}, 0)})}});
  }
  ports::Result<Recovery> recovered(Position from, ports::Offset position = 10) {
    return runtime::run_to_end(recover(inbox, "e", options, UserId{2}, from, position));
  }
};

TEST_F(RecoveryTest, AClientThatMissedNothingGoesOnFromThePosition) {
  const auto recovery = recovered({"e", 7});
  EXPECT_EQ(inbox.asked_since, 7);
  EXPECT_EQ(recovery->result, RecoveryResult::recovered);
  EXPECT_EQ(recovery->resume, 10);
  EXPECT_EQ(recovery->covered, 10);
  EXPECT_EQ(recovery->publications, "");
}

TEST_F(RecoveryTest, WhatWasMissedComesInPublicationsOfBoundedLength) {
  options.publication_deliveries_max = 2;
  missed(8), missed(9), missed(12);
  const auto recovery = recovered({"e", 7});
  EXPECT_EQ(recovery->resume, 7);
  EXPECT_EQ(recovery->covered, 12);
  EXPECT_THAT(recovery->publications, HasSubstr(R"(]},"offset":9},{"data":)"));
  EXPECT_TRUE(recovery->publications.ends_with(R"(]},"offset":12})"));
}

TEST_F(RecoveryTest, AnotherEpochStartsAfreshWithoutReading) {
  const auto recovery = recovered({"x", 7});
  EXPECT_EQ(recovery->result, RecoveryResult::other_epoch);
  EXPECT_EQ(recovery->resume, 10);
  EXPECT_EQ(inbox.asked_since, -1);
}

TEST_F(RecoveryTest, AClientOfANodeThatWasAheadGoesOnOnceTheInboxHasReadAsFar) {
  const auto recovery = recovered({"e", 12}, 10);
  EXPECT_EQ(inbox.asked_since, 12);
  EXPECT_EQ(recovery->result, RecoveryResult::recovered);
  EXPECT_EQ(recovery->resume, 12) << "what lies before it is at the client's";
  EXPECT_EQ(recovery->covered, 12);
  missed(13);
  EXPECT_EQ(recovered({"e", 12}, 10)->covered, 13);
}

TEST_F(RecoveryTest, AnOffsetThatTheInboxDoesNotKnowStartsAfresh) {
  inbox.answer->complete = false;
  EXPECT_EQ(recovered({"e", 11})->result, RecoveryResult::future_offset);
  EXPECT_EQ(recovered({"e", 11})->resume, 10);
}

TEST_F(RecoveryTest, WhoMissedTooMuchReadsHistory) {
  inbox.answer->complete = false;
  EXPECT_EQ(recovered({"e", 7})->result, RecoveryResult::too_far_behind);
  inbox.answer->complete = true;
  options.bytes_max = 600;
  missed(8, std::string(600, 'x'));
  const auto recovery = recovered({"e", 7});
  EXPECT_EQ(recovery->result, RecoveryResult::too_far_behind);
  EXPECT_EQ(recovery->resume, 10);
  EXPECT_EQ(recovery->publications, "");
}

TEST_F(RecoveryTest, AFailureOfTheInboxIsAFailure) {
  inbox.answer = ports::Error{ports::Errc::unavailable, "disk"};
  EXPECT_EQ(recovered({"e", 7}).error().code, ports::Errc::unavailable);
}

}  // namespace
}  // namespace caravan::live
