#include <gmock/gmock.h>

#include "services/firestore/batches_fixture.hpp"

// The layout `batches` on a Firestore: what stands there, what it costs, and what retries and former owners
// do to it.
namespace caravan::firestore {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class FirestoreBatches : public BatchesTest {
 protected:
  domain::SharedMessage message(std::int64_t tick, std::string body) const {
    const domain::WallTime time{std::chrono::hours(24 * 365 * 56)};
    return std::make_shared<const domain::Message>(
        domain::Message{{ports::contract::new_uuid()},
                        chat_,
                        kAnn,
                        kBen,
                        std::move(body),
                        domain::TimeUuid::at(time + domain::TimeUuidTicks(tick), 1)});
  }
  domain::Batch batch(std::vector<domain::SharedMessage> messages) const {
    return {domain::Stream{chat_, kAnn}, std::move(messages), {}, 0};
  }
  std::vector<std::string> bodies(const domain::Message& first) {
    std::vector<std::string> bodies;
    for (const auto& found : messages_in(messages_path(first)))
      bodies.push_back(found.body);
    return bodies;
  }
  std::string members_path() const { return "chats/" + chat_.to_string(); }

  const domain::ChatId chat_{ports::contract::new_uuid()};
  BatchesNode node_{options()};
  const domain::SharedMessage first_ = message(1, "a"), second_ = message(2, "b"), third_ = message(3, "c");
};

TEST_F(FirestoreBatches, TheFirstBatchOfAChatWritesItsMembersToo) {
  const auto answer = node_.show(batch({first_, second_}));
  ASSERT_TRUE(answer.outcome);
  EXPECT_EQ(answer.cost.reads, 1u);
  EXPECT_EQ(answer.cost.first_touches, 1u);
  EXPECT_EQ(answer.cost.writes, 2u);
  EXPECT_EQ(answer.cost.unseen_writes, 1u);
  EXPECT_THAT(answer.readers, ElementsAre(kAnn, kBen));
  EXPECT_EQ(std::get<std::vector<std::string>>(document(members_path())->fields.at("members")),
            (std::vector<std::string>{"1", "2"}));
  EXPECT_THAT(bodies(*first_), ElementsAre("a", "b"));
}

TEST_F(FirestoreBatches, EachOtherBatchIsOneWrite) {
  node_.show(batch({first_}));
  const auto answer = node_.show(batch({second_, third_}));
  EXPECT_EQ(answer.cost.reads, 0u);
  EXPECT_EQ(answer.cost.writes, 1u);
  EXPECT_EQ(answer.cost.unseen_writes, 0u);
  EXPECT_EQ(answer.cost.deletes, 0u);
  EXPECT_THAT(bodies(*second_), ElementsAre("b", "c"));
}

TEST_F(FirestoreBatches, AnotherProcessFindsTheMembersThere) {
  node_.show(batch({first_}));
  BatchesNode other(options());
  const auto answer = other.show(batch({second_}));
  EXPECT_EQ(answer.cost.reads, 1u);
  EXPECT_EQ(answer.cost.writes, 1u);
}

TEST_F(FirestoreBatches, DocumentsSayWhenTheyMayBeRemoved) {
  auto options = this->options();
  options.feed.kept = 24h;
  BatchesNode node(options);
  const auto answer = node.show(batch({first_}));
  EXPECT_EQ(answer.cost.deletes, 1u) << "it will be billed when it is removed";
  const auto fields = document(messages_path(*first_))->fields;
  const auto expires_at = std::get<std::chrono::sys_seconds>(fields.at("expires_at"));
  EXPECT_GE(expires_at, std::chrono::system_clock::now() + 23h);
  EXPECT_LE(expires_at, std::chrono::system_clock::now() + 25h);
}

TEST_F(FirestoreBatches, WhatIsShownAgainAfterACrashIsAddedAndNotTakenBack) {
  node_.show(batch({first_, second_}));
  BatchesNode restarted(options());
  const auto shorter = restarted.show(batch({first_}));
  EXPECT_TRUE(shorter.outcome);
  EXPECT_THAT(bodies(*first_), ElementsAre("a", "b"));
  const auto longer = restarted.show(batch({first_, second_, third_}));
  EXPECT_TRUE(longer.outcome);
  EXPECT_EQ(longer.cost.vain_writes, 1u);
  EXPECT_THAT(bodies(*first_), ElementsAre("a", "b", "c"));
}

TEST_F(FirestoreBatches, AWriteThatComesLateTakesNothingBack) {
  BatchesNode present(direct());
  node_.show(batch({message(9, "earlier")}));
  services::proxy("hold BatchWrite");
  auto late = node_.begin_to_show(batch({first_}));
  services::proxy("held 1");
  EXPECT_TRUE(present.show(batch({first_, second_})).outcome);
  services::proxy("release");
  EXPECT_TRUE(late.get().outcome);
  EXPECT_THAT(bodies(*first_), ElementsAre("a", "b"));
}

TEST_F(FirestoreBatches, AWriteWhoseAnswerIsLostIsNotMadeTwice) {
  node_.show(batch({first_}));
  auto impatient = options();
  impatient.database.client.request_timeout = 200ms;
  BatchesNode node(impatient);
  node.show(batch({third_}));
  services::proxy("hold BatchWrite");
  const auto lost = node.show(batch({second_}));
  EXPECT_FALSE(lost.outcome);
  EXPECT_TRUE(is_retryable(lost.outcome.error().code));
  services::proxy("release");
  EXPECT_TRUE(node_.show(batch({second_})).outcome);
  EXPECT_THAT(bodies(*second_), ElementsAre("b"));
}

TEST_F(FirestoreBatches, AWriteWhoseAnswerIsLostIsCountedWhenItIsFound) {
  auto options = this->options();
  options.feed.kept = 24h;
  BatchesNode node(options);
  node.show(batch({first_}));
  services::proxy("fail answer BatchWrite 14 1");
  const auto lost = node.show(batch({second_}));
  ASSERT_FALSE(lost.outcome);
  EXPECT_EQ(lost.cost.late_writes + lost.cost.deletes, 0u);
  const auto found = node.show(batch({second_}));
  EXPECT_TRUE(found.outcome);
  EXPECT_EQ(found.cost.late_writes, 1u) << "who listens was sent it";
  EXPECT_EQ(found.cost.deletes, 1u);
  EXPECT_GT(found.cost.bytes_out, 0u);
}

TEST_F(FirestoreBatches, BatchesThatComeTogetherLookForTheMembersOnce) {
  std::vector<std::future<ports::FeedAnswer>> answers;
  for (std::int64_t tick = 1; tick <= 20; ++tick)
    answers.push_back(node_.begin_to_show(batch({message(tick, "x")})));
  std::uint64_t reads = 0, unseen = 0;
  for (auto& pending : answers) {
    const auto answer = pending.get();
    EXPECT_TRUE(answer.outcome);
    reads += answer.cost.reads;
    unseen += answer.cost.unseen_writes;
  }
  EXPECT_EQ(reads, 1u);
  EXPECT_EQ(unseen, 1u);
}

TEST_F(FirestoreBatches, WhoWaitedForALookThatFailedTriesLater) {
  services::proxy("fail call BatchGetDocuments 14 1");
  auto one = node_.begin_to_show(batch({first_})), other = node_.begin_to_show(batch({second_}));
  for (auto* const pending : {&one, &other}) {
    const auto answer = pending->get();
    ASSERT_FALSE(answer.outcome);
    EXPECT_TRUE(is_retryable(answer.outcome.error().code));
    EXPECT_EQ(answer.cost.reads, 0u) << "what did not arrive is not billed";
  }
  EXPECT_TRUE(node_.show(batch({first_})).outcome);
}

TEST_F(FirestoreBatches, WhatOneDocumentDoesNotTakeGoesIntoSeveral) {
  const auto large = message(1, std::string(700'000, 'x')), larger = message(2, std::string(800'000, 'y'));
  const auto answer = node_.show(batch({large, larger, third_}));
  ASSERT_TRUE(answer.outcome) << answer.outcome.error().detail;
  EXPECT_EQ(answer.cost.writes - answer.cost.unseen_writes, 2u);
  EXPECT_EQ(messages_in(messages_path(*large)).size(), 1u);
  EXPECT_THAT(bodies(*larger), ElementsAre(larger->body, "c"));
}

TEST_F(FirestoreBatches, ADocumentThatIsNotOursIsLeftAlone) {
  write({messages_path(*first_), {{"from_user", std::string("somebody")}}});
  const auto answer = node_.show(batch({first_}));
  ASSERT_FALSE(answer.outcome);
  EXPECT_EQ(answer.outcome.error().code, ports::Errc::invalid);
  EXPECT_EQ(document(messages_path(*first_))->fields.size(), 1u);
}

TEST_F(FirestoreBatches, BatchesForOneReaderAreRefused) {
  auto for_reader = batch({first_});
  for_reader.key = kBen;
  const auto answer = node_.show(for_reader);
  ASSERT_FALSE(answer.outcome);
  EXPECT_EQ(answer.outcome.error().code, ports::Errc::invalid);
}

TEST_F(FirestoreBatches, WithoutMembersNothingIsShown) {
  node_.members.failure = ports::Error{ports::Errc::unavailable, "away"};
  const auto answer = node_.show(batch({first_}));
  ASSERT_FALSE(answer.outcome);
  EXPECT_TRUE(is_retryable(answer.outcome.error().code));
  EXPECT_GT(answer.retry_after, 0ms);
  node_.members.failure.reset();
  EXPECT_TRUE(node_.show(batch({first_})).outcome);
}

TEST_F(FirestoreBatches, MembersThatCannotBeWrittenHoldTheBatchBack) {
  services::proxy("fail call BatchWrite 14 1");
  const auto answer = node_.show(batch({first_}));
  EXPECT_FALSE(answer.outcome);
  EXPECT_FALSE(document(messages_path(*first_)));
  EXPECT_TRUE(node_.show(batch({first_})).outcome);
}

}  // namespace
}  // namespace caravan::firestore
