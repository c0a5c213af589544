#include "ports/contract_tests/inbox_contract.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <stdexcept>
#include <unordered_map>

#include "ports/contract_tests/reading.hpp"
#include "ports/contract_tests/samples.hpp"
#include "ports/contract_tests/waiting_call.hpp"

namespace caravan::ports::contract {

using testing::ElementsAre;
using testing::IsEmpty;

namespace {

// Sends messages from Ann to Ben through the fan-out and remembers the offsets of Ben's deliveries.
class Conversation {
 public:
  explicit Conversation(LogSubject& log)
      : log_(log),
        chat_(existing(log.chats(), direct_chat(kAnn, kBen))),
        fan_out_(log.fan_out("fan_out")),
        tail_(log.tail()) {
    for (const auto user : {kBen, kCid})
      starts_.emplace(user, tail_->position(user));
  }

  // Where the user's deliveries stood before the conversation.
  Offset start_of(domain::UserId user) const { return starts_.at(user); }

  Offset deliver(std::string body) {
    get(log_.acceptance().accept(draft(chat_, kAnn, std::move(body)), IdOrigin::sender));
    const auto messages = read(log_, *fan_out_, 1, 1);
    const auto message = std::make_shared<const domain::Message>(messages.at(0).record);
    get(fan_out_->append_and_commit({{kAnn, message}, {kBen, message}}, messages.at(0).offset));
    for (const auto& logged : read(log_, *tail_, 2))
      if (logged.record.recipient == kBen) return logged.offset;
    throw std::logic_error("the delivery to Ben did not come");
  }

 private:
  LogSubject& log_;
  domain::Chat chat_;
  std::unique_ptr<FanOutStage> fan_out_;
  std::unique_ptr<DeliveryTail> tail_;
  std::unordered_map<domain::UserId, Offset> starts_;
};

std::vector<std::string> bodies(const InboxPage& page) {
  std::vector<std::string> bodies;
  for (const auto& logged : page.deliveries)
    bodies.push_back(logged.record.message->body);
  return bodies;
}

}  // namespace

void InboxContract::SetUp() {
  subject_ = GetParam().make();
}

// An adapter may implement some ports only.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(InboxContract);

TEST_P(InboxContract, GivesWhatWasMissedOldestFirst) {
  Conversation conversation(log());
  const auto first = conversation.deliver("1");
  conversation.deliver("2");
  const auto third = conversation.deliver("3");

  const auto all = get(log().inbox().since(kBen, conversation.start_of(kBen), 10));
  EXPECT_TRUE(all.complete);
  EXPECT_THAT(bodies(all), ElementsAre("1", "2", "3"));
  EXPECT_EQ(all.deliveries[0].offset, first);
  EXPECT_EQ(all.deliveries[2].offset, third);
  EXPECT_EQ(all.deliveries[0].record.recipient, kBen);

  EXPECT_THAT(bodies(get(log().inbox().since(kBen, first, 10))), ElementsAre("2", "3"));
  const auto nothing = get(log().inbox().since(kBen, third, 10));
  EXPECT_TRUE(nothing.complete);
  EXPECT_THAT(nothing.deliveries, IsEmpty());
}

TEST_P(InboxContract, IsEmptyAndCompleteForWhoGotNothing) {
  Conversation conversation(log());
  conversation.deliver("not for Cid");
  const auto page = get(log().inbox().since(kCid, conversation.start_of(kCid), 10));
  EXPECT_TRUE(page.complete);
  EXPECT_THAT(page.deliveries, IsEmpty());
}

TEST_P(InboxContract, MoreThanAskedForIsIncompleteAndEmpty) {
  Conversation conversation(log());
  const auto first = conversation.deliver("1");
  conversation.deliver("2");
  conversation.deliver("3");
  const auto too_many = get(log().inbox().since(kBen, conversation.start_of(kBen), 2));
  EXPECT_FALSE(too_many.complete);
  EXPECT_THAT(too_many.deliveries, IsEmpty());
  const auto just_enough = get(log().inbox().since(kBen, first, 2));
  EXPECT_TRUE(just_enough.complete);
  EXPECT_THAT(bodies(just_enough), ElementsAre("2", "3"));
}

TEST_P(InboxContract, DoesNotKnowWhatLiesBeyondTheLogsEnd) {
  Conversation conversation(log());
  const auto last = conversation.deliver("1");
  EXPECT_TRUE(get(log().inbox().since(kBen, last, 10)).complete);
  // Some wait a while for a log that another node may have read further.
  WaitingCall beyond(log().inbox().since(kBen, last + 1'000, 10), log().clock());
  beyond.run_until_it_waits();
  log().clock().advance(std::chrono::minutes(1));
  EXPECT_FALSE(beyond.finish().value().complete);
}

TEST_P(InboxContract, KnowsWhenWhatWasMissedHasLeftTheLog) {
  Conversation conversation(log());
  const auto first = conversation.deliver("1");
  const auto second = conversation.deliver("2");
  log().forget_deliveries();
  EXPECT_FALSE(get(log().inbox().since(kBen, first, 10)).complete);
  EXPECT_TRUE(get(log().inbox().since(kBen, second, 10)).complete);

  const auto third = conversation.deliver("3");
  EXPECT_GT(third, second);
  EXPECT_FALSE(get(log().inbox().since(kBen, first, 10)).complete);
  EXPECT_THAT(get(log().inbox().since(kBen, first, 10)).deliveries, IsEmpty());
  EXPECT_THAT(bodies(get(log().inbox().since(kBen, second, 10))), ElementsAre("3"));
}

TEST_P(InboxContract, OffsetsOfTwoStoresAreOfDifferentEpochs) {
  const auto other = GetParam().make();
  EXPECT_FALSE(get(log().inbox().epoch()).empty());
  EXPECT_EQ(get(log().inbox().epoch()), get(log().inbox().epoch()));
  EXPECT_NE(get(log().inbox().epoch()), get(other->inbox().epoch()));
}

}  // namespace caravan::ports::contract
