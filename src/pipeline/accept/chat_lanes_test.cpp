#include "pipeline/accept/chat_lanes.hpp"

#include <algorithm>
#include <functional>
#include <gmock/gmock.h>
#include <string>
#include <thread>

namespace caravan::accept {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Queued = ChatLanes::Queued;

struct NobodyWaits final : runtime::Promise<ChatLanes::Outcome> {
  void post(std::exception_ptr, ChatLanes::Outcome) override {}
};

class ChatLanesTest : public testing::Test {
 protected:
  static domain::ChatId chat(std::uint64_t number) { return {domain::Uuid::v4(1, number)}; }
  static Queued add(ChatLanes& lanes, domain::ChatId to, std::uint64_t id, std::string body = "hi",
                    domain::WallTime now = {}) {
    domain::Draft draft{{domain::Uuid::v4(2, id)}, to, {1}, {}, std::move(body)};
    return lanes.add(draft, ports::IdOrigin::sender, std::make_shared<NobodyWaits>(), now);
  }
  static std::vector<std::string> bodies(const ChatLanes::Group& group) {
    std::vector<std::string> bodies;
    for (const auto& entry : group)
      bodies.push_back(entry.message.message.body);
    return bodies;
  }
};

TEST_F(ChatLanesTest, WhatComesWhileAGroupIsUnderWayIsTheNextOne) {
  ChatLanes lanes({}, 7);
  EXPECT_EQ(add(lanes, chat(1), 1, "a"), Queued::first);
  EXPECT_THAT(bodies(lanes.next(chat(1))), ElementsAre("a"));
  EXPECT_EQ(add(lanes, chat(1), 2, "b"), Queued::behind_others);
  EXPECT_EQ(add(lanes, chat(1), 3, "c"), Queued::behind_others);
  EXPECT_EQ(add(lanes, chat(2), 4, "d"), Queued::first) << "chats do not wait for each other";
  EXPECT_THAT(bodies(lanes.next(chat(1))), ElementsAre("b", "c"));
  EXPECT_THAT(lanes.next(chat(1)), IsEmpty());
  EXPECT_EQ(add(lanes, chat(1), 5), Queued::first) << "the lane has ended";
}

TEST_F(ChatLanesTest, AGroupIsBoundedInNumberAndInBytes) {
  ChatLanes lanes({.group_max = 2, .group_bytes_max = 10}, 7);
  for (const auto* body : {"1", "2", "3", "nine byte", "over ten bytes", "6"})
    add(lanes, chat(1), static_cast<std::uint64_t>(body[0]), body);
  EXPECT_THAT(bodies(lanes.next(chat(1))), ElementsAre("1", "2"));
  EXPECT_THAT(bodies(lanes.next(chat(1))), ElementsAre("3", "nine byte"));
  EXPECT_THAT(bodies(lanes.next(chat(1))), ElementsAre("over ten bytes"));
  EXPECT_THAT(bodies(lanes.next(chat(1))), ElementsAre("6"));
}

TEST_F(ChatLanesTest, AnIdThatIsSentAgainComesWhenTheFirstIsSettled) {
  ChatLanes lanes({}, 7);
  add(lanes, chat(1), 1, "once");
  add(lanes, chat(1), 1, "once more");
  add(lanes, chat(1), 2, "behind it");
  EXPECT_THAT(bodies(lanes.next(chat(1))), ElementsAre("once"));
  EXPECT_THAT(bodies(lanes.next(chat(1))), ElementsAre("once more", "behind it"));
}

TEST_F(ChatLanesTest, WhatWaitsIsBoundedAndARefusedDraftIsWhole) {
  ChatLanes lanes({.waiting_max = 1}, 7);
  add(lanes, chat(1), 1);
  domain::Draft draft{{}, chat(2), {1}, {}, "kept"};
  EXPECT_EQ(lanes.add(draft, ports::IdOrigin::sender, std::make_shared<NobodyWaits>(), {}), Queued::refused);
  EXPECT_EQ(draft.body, "kept");
  lanes.next(chat(1));
  EXPECT_EQ(add(lanes, chat(2), 3), Queued::refused) << "it is stored, and nobody has said so yet";
  lanes.done(1);
  EXPECT_EQ(add(lanes, chat(2), 3), Queued::first);
}

TEST_F(ChatLanesTest, TimesLieAboveThoseOfOthersAndAreKnownAsItsOwn) {
  ChatLanes lanes({}, 7);
  const domain::WallTime taken{std::chrono::hours(500'000)};
  lanes.pass(taken);
  add(lanes, chat(1), 1, "hi", taken - std::chrono::hours(1));
  const auto time = lanes.next(chat(1)).at(0).message.message.time;
  EXPECT_GT(time.instant(), taken);
  EXPECT_TRUE(lanes.gave(time));
  EXPECT_FALSE(lanes.gave(domain::TimeUuid::at(time.instant(), 8)));
}

// Time and place are one step: no thread gets between the two.
TEST(ChatLanesThreads, AChatsMessagesStandInTheOrderOfTheirTimes) {
  ChatLanes lanes({.waiting_max = 100'000, .group_max = 100'000}, 7);
  const domain::ChatId chat{domain::Uuid::v4(1, 1)};
  std::vector<std::thread> senders;
  for (std::uint64_t sender = 0; sender < 4; ++sender)
    senders.emplace_back([&lanes, chat, sender] {
      for (std::uint64_t i = 0; i < 500; ++i) {
        domain::Draft draft{{domain::Uuid::v4(sender, i)}, chat, {1}, {}, "hi"};
        lanes.add(draft, ports::IdOrigin::sender, std::make_shared<NobodyWaits>(),
                  std::chrono::time_point_cast<domain::TimeUuidTicks>(std::chrono::system_clock::now()));
      }
    });
  for (auto& sender : senders)
    sender.join();
  std::vector<domain::TimeUuid> times;
  for (auto group = lanes.next(chat); !group.empty(); group = lanes.next(chat))
    for (const auto& entry : group)
      times.push_back(entry.message.message.time);
  EXPECT_EQ(times.size(), 2'000u);
  EXPECT_EQ(std::adjacent_find(times.begin(), times.end(), std::greater_equal<>()), times.end());
}

}  // namespace
}  // namespace caravan::accept
