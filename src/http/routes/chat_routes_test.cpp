#include <gmock/gmock.h>

#include "http/routes/chat_fixture.hpp"

namespace caravan::http {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kChats = "/chat/api/v1/chat/";

struct ChatRoutesTest : ChatFixture {
  Response create(std::int64_t user, std::string_view body) { return call(user, "POST", kChats, body); }
  static std::string pages(const std::string& chat) { return kChats + chat + "/messages/"; }
  static std::string time_of(const Response& sent) {
    return sent.body.substr(sent.body.find("\"time\":\"") + 8, 36);
  }
};

TEST_F(ChatRoutesTest, CreateADirectChatOnceForEachPair) {
  const auto created = create(1, R"({"users_id":[2,"1"],"users_name":["x","y"]})");
  EXPECT_EQ(created.status, 201);
  EXPECT_THAT(created.body, HasSubstr(R"("users_id":["2","1"],"users_name":["bob","ada"])"));
  const auto again = create(2, R"({"users_id":[1,2]})");
  EXPECT_EQ(again.status, 422);
  EXPECT_THAT(again.body, HasSubstr(R"({"detail":"There is a chat for this users","chat_id":")"));
}

TEST_F(ChatRoutesTest, CreateAGroup) {
  const auto created = create(1, R"({"kind":"group","name":"Engines","users_id":[1,2,3]})");
  EXPECT_EQ(created.status, 201);
  EXPECT_THAT(created.body, HasSubstr(R"("kind":"group")"));
  EXPECT_THAT(created.body, HasSubstr(R"("name":"Engines")"));
}

TEST_F(ChatRoutesTest, RefuseWhatCannotBeAChat) {
  EXPECT_EQ(create(0, R"({"users_id":[1,2]})").status, 401);
  const auto of_others = create(3, R"({"users_id":[1,2]})");
  EXPECT_EQ(of_others.status, 401);
  EXPECT_EQ(of_others.body, R"({"detail":"User is not authorized to do this action"})");
  const auto unknown = create(1, R"({"users_id":[1,99]})");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.body, R"({"detail":"User not found"})");
  EXPECT_EQ(create(1, R"({"users_id":[1]})").status, 422);
  EXPECT_EQ(create(1, R"({"users_id":[1,1]})").status, 422);
  EXPECT_EQ(create(1, "[").status, 422);
}

TEST_F(ChatRoutesTest, ListTheCallersChatsWithTheLastMessageAndPages) {
  const auto first = new_chat();
  create(1, R"({"users_id":[1,3]})");
  send(2, first, "newest");
  const auto list = get(1, kChats);
  EXPECT_EQ(list.status, 200);
  EXPECT_LT(list.body.find(first), list.body.find(R"("users_id":["1","3"])"));
  EXPECT_THAT(list.body, HasSubstr(R"("body":"newest")"));
  EXPECT_THAT(list.body, HasSubstr(R"("last_message":null)"));
  EXPECT_THAT(get(1, std::string(kChats) + "?limit=1").body, Not(HasSubstr(R"(["1","3"])")));
  EXPECT_THAT(get(1, std::string(kChats) + "?before=" + first).body, Not(HasSubstr("newest")));
  EXPECT_EQ(get(3, std::string(kChats) + "?before=" + first).status, 404);
  EXPECT_EQ(get(1, std::string(kChats) + "?limit=201").status, 422);
}

TEST_F(ChatRoutesTest, ShowOneChatAsTheListDoes) {
  const auto chat = new_chat();
  send(2, chat, "newest");
  const auto list = get(1, kChats), one = get(1, kChats + chat + "/");
  EXPECT_EQ(one.status, 200);
  EXPECT_EQ("[" + one.body + "]", list.body);
  EXPECT_THAT(get(1, kChats + new_chat(1, 3) + "/").body, HasSubstr(R"("last_message":null)"));
}

TEST_F(ChatRoutesTest, ListTheMembersPageByPage) {
  const auto created = create(1, R"({"kind":"group","users_id":[3,1,2]})");
  const auto members =
      kChats + created.body.substr(created.body.find("\"chat_id\":\"") + 11, 36) + "/members/";
  EXPECT_EQ(get(1, members + "?limit=2").body, R"([{"id":3,"username":"cem"},{"id":1,"username":"ada"}])");
  EXPECT_EQ(get(1, members + "?limit=2&after=1").body, R"([{"id":2,"username":"bob"}])");
  EXPECT_EQ(get(1, members + "?after=2").body, "[]");
  EXPECT_EQ(get(1, members + "?after=99").body, "[]");
  EXPECT_EQ(get(1, members + "?after=x").status, 422);
  EXPECT_EQ(get(1, members + "?limit=201").status, 422);
}

TEST_F(ChatRoutesTest, PageThroughHistoryBothWays) {
  const auto chat = new_chat();
  EXPECT_EQ(get(1, pages(chat)).body, "[]");
  const auto one = time_of(send(1, chat, "one")), two = time_of(send(2, chat, "two"));
  const auto page = get(2, pages(chat));
  EXPECT_LT(page.body.find("two"), page.body.find("one"));
  EXPECT_THAT(get(1, pages(chat) + "?quantity=1").body, Not(HasSubstr("one")));
  EXPECT_THAT(get(1, pages(chat) + "?time=" + two).body, Not(HasSubstr("\"two\"")));
  EXPECT_THAT(get(1, pages(chat) + "?after=" + one).body, Not(HasSubstr("\"one\"")));
  EXPECT_EQ(get(1, pages(chat) + "?time=" + one).body, "[]");
  EXPECT_EQ(get(1, "/chat/" + chat).body, page.body);
  EXPECT_EQ(get(1, "/chat/" + chat + "/").body, page.body);
}

TEST_F(ChatRoutesTest, RefusePagesThatCannotBe) {
  const auto chat = new_chat();
  for (const auto* quantity : {"0", "21", "-1", "x", ""}) {
    const auto refused = get(1, pages(chat) + "?quantity=" + quantity);
    EXPECT_EQ(refused.status, 422) << quantity;
    EXPECT_EQ(refused.body,
              R"({"detail":"quantity param must be greater than 0 and lower or equals than 20"})");
  }
  const auto no_time = get(1, pages(chat) + "?time=yesterday");
  EXPECT_EQ(no_time.status, 404);
  EXPECT_EQ(no_time.body, R"({"detail":"there are not pages for the given time"})");
  const auto time = time_of(send(1, chat, "one"));
  EXPECT_EQ(get(1, pages(chat) + "?time=" + time + "&after=" + time).status, 422);
}

TEST_F(ChatRoutesTest, ShowStrangersNoMoreThanWhatIsNotThere) {
  const auto chat = new_chat();
  send(1, chat, "secret");
  for (const auto& target :
       {pages(chat), pages(chat) + "?time=yesterday", pages("no-uuid"),
        pages("00000000-0000-4000-8000-000000000000"), "/chat/" + chat, kChats + chat + "/",
        kChats + chat + "/members/", kChats + std::string("no-uuid/")}) {
    const auto refused = get(3, target);
    EXPECT_EQ(refused.status, 404) << target;
    EXPECT_EQ(refused.body, R"({"detail":"chat ID is not found"})") << target;
  }
  EXPECT_EQ(get(0, pages(chat)).status, 401);
}

TEST_F(ChatRoutesTest, RefuseReadsOfOneUserThatAreTooManyAtOnce) {
  const auto chat = new_chat();
  std::vector<Response> not_taken;
  for (int i = 0; i < 16; ++i)
    not_taken.push_back(get(1, i % 2 == 0 ? kChats : pages(chat)));
  const auto refused = get(1, kChats);
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.body, HasSubstr("Too many requests at once"));
  EXPECT_EQ(get(2, kChats).status, 200);
  EXPECT_EQ(get(0, kChats).status, 401);
  not_taken.pop_back();
  EXPECT_EQ(get(1, kChats).status, 200);
}

TEST_F(ChatRoutesTest, SayWhenTheStoreCannotAnswer) {
  const auto chat = new_chat();
  history.fail_next(ports::Errc::unavailable);
  EXPECT_EQ(get(1, pages(chat)).status, 503);
  history.fail_next(ports::Errc::unavailable);
  EXPECT_EQ(get(1, kChats + chat + "/").status, 503);
  chats.fail_next(ports::Errc::overloaded);
  EXPECT_EQ(get(1, kChats).status, 503);
}

}  // namespace
}  // namespace caravan::http
