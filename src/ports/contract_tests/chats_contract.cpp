#include "ports/contract_tests/chats_contract.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <mutex>

#include "ports/contract_tests/samples.hpp"

namespace caravan::ports::contract {

using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::vector<domain::ChatId> ids(const std::vector<domain::ChatSummary>& page) {
  std::vector<domain::ChatId> ids;
  for (const auto& row : page)
    ids.push_back(row.chat.id);
  return ids;
}

}  // namespace

void ChatsContract::SetUp() {
  subject_ = GetParam().make();
}

// An adapter may implement some ports only.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ChatsContract);

TEST_P(ChatsContract, FindsWhatWasCreatedWithItsMembersInOrder) {
  const auto direct = direct_chat(kBen, kAnn);
  const auto group = group_chat("the crew", {kCid, kAnn, kBen});
  EXPECT_FALSE(get(store().chats().create(direct)).existed);
  EXPECT_EQ(get(store().chats().create(group)).chat, group);
  EXPECT_EQ(get(store().chats().find(direct.id)), direct);
  EXPECT_EQ(get(store().chats().find(group.id)), group);
}

TEST_P(ChatsContract, SaysNotFoundForAnUnknownChat) {
  EXPECT_EQ(runtime::run_to_end(store().chats().find(domain::ChatId{new_uuid()})).error().code,
            Errc::not_found);
}

TEST_P(ChatsContract, ADirectChatIsUniqueWhicheverMemberCreatesIt) {
  const auto first = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto again = get(store().chats().create(direct_chat(kBen, kAnn)));
  EXPECT_TRUE(again.existed);
  EXPECT_EQ(again.chat, first);
  EXPECT_FALSE(get(store().chats().create(direct_chat(kAnn, kCid))).existed);
}

TEST_P(ChatsContract, GroupsOfTheSameMembersAreDifferentChats) {
  EXPECT_FALSE(get(store().chats().create(group_chat("one", {kAnn, kBen}))).existed);
  EXPECT_FALSE(get(store().chats().create(group_chat("two", {kAnn, kBen}))).existed);
}

TEST_P(ChatsContract, OneOfManyWhoCreateADirectChatAtOnceIsItsCreator) {
  std::mutex mutex;
  std::vector<ChatCreation> results;
  simultaneously(8, [&](int i) {
    auto result = get(store().chats().create(i % 2 ? direct_chat(kAnn, kBen) : direct_chat(kBen, kAnn)));
    const std::lock_guard lock(mutex);
    results.push_back(std::move(result));
  });
  EXPECT_EQ(std::count_if(results.begin(), results.end(), [](const auto& r) { return !r.existed; }), 1);
  for (const auto& result : results)
    EXPECT_EQ(result.chat, results.front().chat);
}

TEST_P(ChatsContract, ListsLatestActivityFirstAndCountsEmptyChatsFromTheirCreation) {
  const auto with_ben = existing(store().chats(), direct_chat(kAnn, kBen));
  const auto with_cid = existing(store().chats(), direct_chat(kAnn, kCid));
  EXPECT_THAT(ids(get(store().chats().list(kAnn, {}))), ElementsAre(with_cid.id, with_ben.id));

  const auto message = get(store().acceptance().accept(draft(with_ben, kBen, "hello"), IdOrigin::sender));
  auto list = get(store().chats().list(kAnn, {}));
  EXPECT_THAT(ids(list), ElementsAre(with_ben.id, with_cid.id));
  EXPECT_EQ(list[0].last_message, message);
  EXPECT_EQ(list[0].chat, with_ben);
  EXPECT_EQ(list[1].last_message, std::nullopt);

  const auto group = existing(store().chats(), group_chat("crew", {kAnn, kBen, kCid}));
  EXPECT_THAT(ids(get(store().chats().list(kAnn, {}))), ElementsAre(group.id, with_ben.id, with_cid.id));
}

TEST_P(ChatsContract, ListsOnlyTheChatsOfTheAskedUser) {
  const auto with_ben = existing(store().chats(), direct_chat(kAnn, kBen));
  existing(store().chats(), direct_chat(kAnn, kCid));
  EXPECT_THAT(ids(get(store().chats().list(kBen, {}))), ElementsAre(with_ben.id));
  EXPECT_THAT(get(store().chats().list(domain::UserId{99}, {})), IsEmpty());
}

TEST_P(ChatsContract, ShowsTheNewestOfManyMessages) {
  const auto chat = existing(store().chats(), direct_chat(kAnn, kBen));
  for (const auto* body : {"one", "two", "three"})
    get(store().acceptance().accept(draft(chat, kAnn, body), IdOrigin::sender));
  const auto list = get(store().chats().list(kBen, {}));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].last_message->body, "three");
}

TEST_P(ChatsContract, ListsTheFirstMembersOfALargeGroupAndWhoWroteLast) {
  std::vector<domain::UserId> many;
  for (std::int64_t id = 1; id <= 20; ++id)
    many.push_back({id});
  const auto group = existing(store().chats(), group_chat("crew", many));
  auto row = get(store().chats().list(many[0], {})).at(0);
  EXPECT_EQ(row.members_count, 20u);
  EXPECT_EQ(row.chat.members,
            std::vector(group.members.begin(), group.members.begin() + domain::listed_members_max));

  get(store().acceptance().accept(draft(group, many[19], "hello"), IdOrigin::sender));
  row = get(store().chats().list(many[0], {})).at(0);
  EXPECT_EQ(row.chat.members.size(), domain::listed_members_max);
  EXPECT_TRUE(row.chat.has_member(many[19]));
  EXPECT_EQ(get(store().chats().find(group.id)).members.size(), 20u);
}

TEST_P(ChatsContract, PagesThroughTheList) {
  std::vector<domain::ChatId> newest_first;
  for (int i = 0; i < 5; ++i) {
    const auto chat = existing(store().chats(), group_chat("group", {kAnn}));
    newest_first.insert(newest_first.begin(), chat.id);
  }
  std::vector<domain::ChatId> walked;
  ChatListQuery query{.count_max = 2};
  for (auto page = get(store().chats().list(kAnn, query)); !page.empty();
       page = get(store().chats().list(kAnn, query))) {
    EXPECT_LE(page.size(), 2u);
    for (const auto id : ids(page))
      walked.push_back(id);
    query.before = walked.back();
  }
  EXPECT_EQ(walked, newest_first);
}

TEST_P(ChatsContract, AnUnknownPlaceInTheListYieldsNothing) {
  existing(store().chats(), direct_chat(kAnn, kBen));
  const auto strange = existing(store().chats(), direct_chat(kBen, kCid));
  EXPECT_THAT(get(store().chats().list(kAnn, {.before = domain::ChatId{new_uuid()}})), IsEmpty());
  EXPECT_THAT(get(store().chats().list(kAnn, {.before = strange.id})), IsEmpty());
}

}  // namespace caravan::ports::contract
