#include "wire/chat_bodies.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "wire/parsed_for_tests.hpp"

namespace caravan::wire {
namespace {

using domain::Chat;
using domain::ChatId;
using domain::ChatKind;
using domain::ChatSummary;
using domain::Message;
using domain::MessageId;
using domain::TimeUuid;
using domain::UserId;

const std::string kChat = "5b4ae9a2-7b0e-4f4e-9d43-6c1b0b8f2a10";
const std::string kMessage = "019c131f-154b-7c3d-8e5f-a1b2c3d4e5f6";
const std::string kTime = "01b11380-fe7d-11f0-8a3f-5c1d9e2b7a46";

Parsed<NewChat> parse_new_chat(std::string_view json) {
  return wire::parse_new_chat(json, 100);
}

Parsed<NewMessage> parse_message_with(const std::string& fields) {
  return parse_new_message("{\"chat_id\":\"" + kChat + "\"," + fields + "}");
}

TEST(NewMessage, IsReadWithIdsInEitherForm) {
  const auto numbers = parse_message_with(R"("from_user":1,"to_user":2.0,"body":"hi")");
  const auto texts =
      parse_message_with(R"("from_user":"1","to_user":"2","body":"hi","message_id":")" + kMessage + "\"");
  ASSERT_TRUE(numbers && texts);
  EXPECT_EQ(numbers->from, UserId{1});
  EXPECT_EQ(numbers->to, UserId{2});
  EXPECT_EQ(numbers->id, std::nullopt);
  EXPECT_EQ(texts->from, UserId{1});
  EXPECT_EQ(texts->to, UserId{2});
  EXPECT_EQ(texts->id, MessageId::parse(kMessage));
  EXPECT_EQ(texts->chat, ChatId::parse(kChat));
  EXPECT_EQ(texts->body, "hi");
}

TEST(NewMessage, NeedsNoRecipient) {
  EXPECT_EQ(parse_message_with(R"("from_user":1,"body":"")")->to, std::nullopt);
  EXPECT_EQ(parse_message_with(R"("from_user":1,"to_user":null,"body":"")")->to, std::nullopt);
}

TEST(NewMessage, LeavesTheLengthOfItsBodyToTheRoute) {
  const std::string body(100'000, 'a');
  EXPECT_EQ(parse_message_with(R"("from_user":1,"body":")" + body + "\"")->body, body);
}

TEST(NewMessage, IsRefusedWithEveryProblem) {
  EXPECT_EQ(problems_of(parse_new_message("{}")),
            "body.chat_id missing, body.from_user missing, body.body missing");
  EXPECT_EQ(problems_of(parse_new_message(
                R"({"message_id":"x","chat_id":"y","from_user":"z","to_user":[],"body":1})")),
            "body.message_id uuid_parsing, body.chat_id uuid_parsing, body.from_user user_id, "
            "body.to_user user_id, body.body string_type");
  EXPECT_EQ(problems_of(parse_message_with(R"("from_user":1,"body":"a\u0000b")")),
            "body.body string_null_character");
  EXPECT_EQ(problems_of(parse_message_with(R"("from_user":1,"body":"a","message_id":null)")),
            "body.message_id uuid_parsing");
}

TEST(NewMessage, KnowsWhatIsNoUser) {
  for (const char* user : {"0", "-1", "1.5", "9007199254740992", "1e300", "18446744073709551615", "true",
                           "\"\"", "\"01\"", "\"+1\"", "\" 1\"", "\"9007199254740992\"", "{}"})
    EXPECT_EQ(problems_of(parse_message_with("\"from_user\":" + std::string(user) + ",\"body\":\"a\"")),
              "body.from_user user_id")
        << user;
  EXPECT_EQ(parse_message_with(R"("from_user":9007199254740991,"body":"a")")->from, UserId{9007199254740991});
}

TEST(NewChat, IsDirectUnlessItSaysOtherwise) {
  for (const char* json : {R"({"users_id":[2,"1"],"users_name":["b","a"],"name":7})",
                           R"({"users_id":["2",1],"kind":"direct"})"}) {
    const auto chat = parse_new_chat(json);
    ASSERT_TRUE(chat) << json;
    EXPECT_EQ(chat->kind, ChatKind::direct);
    EXPECT_EQ(chat->members, (std::vector{UserId{2}, UserId{1}}));
    EXPECT_EQ(chat->name, "");
  }
}

TEST(NewChat, MayBeAGroupWithAName) {
  const auto group = parse_new_chat(R"({"kind":"group","name":"Engines ÿ","users_id":[1,2,3]})");
  ASSERT_TRUE(group);
  EXPECT_EQ(group->kind, ChatKind::group);
  EXPECT_EQ(group->name, "Engines ÿ");
  EXPECT_EQ(group->members.size(), 3u);
  EXPECT_EQ(parse_new_chat(R"({"kind":"group","users_id":[1,2]})")->name, "");
}

TEST(NewChat, IsRefusedWithItsProblems) {
  const std::pair<const char*, const char*> cases[] = {
      {"{}", "body.users_id missing"},
      {R"({"users_id":"1,2"})", "body.users_id list_type"},
      {R"({"users_id":[1]})", "body.users_id too_short"},
      {R"({"users_id":[1,2,3]})", "body.users_id too_long"},
      {R"({"users_id":[1,"1"]})", "body.users_id.1 unique_items"},
      {R"({"users_id":[1,0]})", "body.users_id.1 user_id"},
      {R"({"users_id":[1,2],"kind":"channel"})", "body.kind literal_error"},
      {R"({"users_id":[1,2],"kind":1})", "body.kind string_type"},
      {R"({"users_id":[1,2],"users_name":"ada"})", "body.users_name list_type"},
      {R"({"users_id":[1,2],"users_name":["ada",1]})", "body.users_name.1 string_type"},
      {R"({"users_id":[1,2],"users_name":["a","b","c"]})", "body.users_name too_long"},
      {R"({"users_id":[1,2],"kind":"group","name":""})", "body.name string_too_short"},
      {R"({"users_id":[1,2],"kind":"group","name":"   "})", "body.name string_pattern_mismatch"},
      {R"({"users_id":[1,2],"kind":"group","name":"a\u0007"})", "body.name string_pattern_mismatch"},
      {R"({"users_id":[1,2],"kind":"group","name":"\u202eTrip"})", "body.name string_pattern_mismatch"},
  };
  for (const auto& [json, problems] : cases)
    EXPECT_EQ(problems_of(parse_new_chat(json)), problems) << json;
}

TEST(NewChat, HoldsAsManyMembersAsItsCallerAllows) {
  const auto group_of = [](int members, std::size_t members_max) {
    std::string json = R"({"kind":"group","users_id":[1)";
    for (int user = 2; user <= members; ++user)
      json += ',' + std::to_string(user);
    return wire::parse_new_chat(json + "]}", members_max);
  };
  EXPECT_TRUE(group_of(100, 100));
  EXPECT_EQ(problems_of(group_of(101, 100)), "body.users_id too_long");
  EXPECT_EQ(group_of(5000, 5000)->members.size(), 5000u);
}

Message message(std::optional<UserId> to) {
  return {*MessageId::parse(kMessage), *ChatId::parse(kChat),  UserId{1}, to,
          "The \"engine\"\nis ready.", *TimeUuid::parse(kTime)};
}

const std::string kEncodedMessage =
    R"({"message_id":"019c131f-154b-7c3d-8e5f-a1b2c3d4e5f6","chat_id":"5b4ae9a2-7b0e-4f4e-9d43-6c1b0b8f2a10",)"
    R"("from_user":"1","to_user":"2","body":"The \"engine\"\nis ready.",)"
    R"("time":"01b11380-fe7d-11f0-8a3f-5c1d9e2b7a46","time_iso":")" +
    TimeUuid::parse(kTime)->to_iso() + "\"}";

TEST(ChatAnswers, EncodeMessagesAsTheContractSays) {
  EXPECT_EQ(encode(message(UserId{2})), kEncodedMessage);
  EXPECT_NE(encode(message(std::nullopt)).find(R"("to_user":null)"), std::string::npos);
  EXPECT_EQ(encode(std::vector{message(UserId{2}), message(UserId{2})}),
            "[" + kEncodedMessage + "," + kEncodedMessage + "]");
  EXPECT_EQ(encode(std::vector<Message>{}), "[]");
}

TEST(ChatAnswers, EncodeChatsAsTheContractSays) {
  const Chat direct{*ChatId::parse(kChat), ChatKind::direct, "", {{UserId{1}, "ada"}, {UserId{2}, "Grace"}}};
  const std::string open =
      R"({"chat_id":"5b4ae9a2-7b0e-4f4e-9d43-6c1b0b8f2a10","kind":"direct","users_id":["1","2"],"users_name":["ada","Grace"])";
  EXPECT_EQ(encode(direct), open + "}");
  EXPECT_EQ(encode(std::vector<ChatSummary>{{direct, 2, message(UserId{2})}, {direct, 2, std::nullopt}}),
            "[" + open + ",\"members_count\":2,\"last_message\":" + kEncodedMessage + "}," + open +
                ",\"members_count\":2,\"last_message\":null}]");

  const Chat group{*ChatId::parse(kChat), ChatKind::group, "Engines", {{UserId{1}, "ada"}}};
  EXPECT_EQ(encode(group),
            R"({"chat_id":"5b4ae9a2-7b0e-4f4e-9d43-6c1b0b8f2a10","kind":"group","name":"Engines",)"
            R"("users_id":["1"],"users_name":["ada"]})");
}

TEST(ChatAnswers, ListTheBeginningOfALongMessage) {
  auto long_one = message(UserId{2});
  long_one.body = std::string(1'023, 'x') + "\u00e9 and more";
  const Chat direct{*ChatId::parse(kChat), ChatKind::direct, "", {{UserId{1}, "ada"}, {UserId{2}, "Grace"}}};
  const auto listed = encode(ChatSummary{direct, 2, long_one});
  EXPECT_NE(listed.find("\"body\":\"" + std::string(1'023, 'x') + "\""), std::string::npos) << listed;
}

TEST(ChatAnswers, NameTheChatThatExists) {
  EXPECT_EQ(
      encode_chat_exists("There is a chat for this users", *ChatId::parse(kChat)),
      R"({"detail":"There is a chat for this users","chat_id":"5b4ae9a2-7b0e-4f4e-9d43-6c1b0b8f2a10"})");
}

}  // namespace
}  // namespace caravan::wire
