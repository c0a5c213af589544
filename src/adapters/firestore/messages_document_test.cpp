#include "adapters/firestore/messages_document.hpp"

#include <gmock/gmock.h>
#include <string>

namespace caravan::firestore {
namespace {

using testing::ElementsAre;

const domain::ChatId kChat{domain::Uuid::v4(1, 2)};
const domain::Stream kStream{kChat, {7}};

domain::SharedMessage message(std::int64_t tick, std::string body = "hello",
                              std::optional<domain::UserId> to = domain::UserId{8}) {
  const domain::WallTime time{std::chrono::hours(24 * 365 * 56)};
  return std::make_shared<const domain::Message>(
      domain::Message{{domain::Uuid::v4(3, static_cast<std::uint64_t>(tick))},
                      kChat,
                      kStream.sender,
                      to,
                      std::move(body),
                      domain::TimeUuid::at(time + domain::TimeUuidTicks(tick), 1)});
}

MessagesDocument of(std::vector<domain::SharedMessage> messages) {
  MessagesDocument document(kStream);
  document.add(messages);
  return document;
}

std::vector<std::string> bodies(const MessagesDocument& document) {
  const auto fields = document.fields(std::nullopt);
  std::vector<std::string> bodies;
  for (const auto& text : std::get<std::vector<TextMap>>(fields.at("list_of_messages")))
    bodies.push_back(*text.at("body"));
  return bodies;
}

TEST(MessagesDocument, HasTheFieldsOfTheContract) {
  const auto first = message(10, "a"), second = message(20, "b", std::nullopt);
  const auto fields = of({first, second}).fields(std::nullopt);
  EXPECT_EQ(fields.size(), 4u);
  EXPECT_EQ(std::get<std::string>(fields.at("from_user")), "7");
  EXPECT_EQ(std::get<std::string>(fields.at("chat_id")), kChat.to_string());
  EXPECT_EQ(std::get<std::string>(fields.at("latest_message_time_iso")), second->time.to_iso());
  const TextMap expected{{"message_id", first->id.to_string()},
                         {"chat_id", kChat.to_string()},
                         {"from_user", "7"},
                         {"to_user", "8"},
                         {"body", "a"},
                         {"time", first->time.to_string()},
                         {"time_iso", first->time.to_iso()}};
  const auto& list = std::get<std::vector<TextMap>>(fields.at("list_of_messages"));
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0], expected);
  EXPECT_EQ(list[1].at("to_user"), std::nullopt) << "in a group";
}

TEST(MessagesDocument, SaysWhenItMayBeRemoved) {
  const std::chrono::sys_seconds at{std::chrono::seconds(1'800'000'000)};
  EXPECT_EQ(std::get<std::chrono::sys_seconds>(of({message(1)}).fields(at).at("expires_at")), at);
}

TEST(MessagesDocument, TakesEachMessageOnceInTheOrderOfTime) {
  auto document = of({message(20, "b"), message(30, "c")});
  const std::vector again{message(20, "b")};
  EXPECT_FALSE(document.add(again));
  const std::vector more{message(10, "a"), message(30, "c")};
  EXPECT_TRUE(document.add(more));
  EXPECT_THAT(bodies(document), ElementsAre("a", "b", "c"));
}

TEST(MessagesDocument, IsWhatItWasWhenReadAgain) {
  const auto document = of({message(10, "a"), message(20, "b")});
  auto back = MessagesDocument::from(document.fields(std::nullopt), kStream);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->fields(std::nullopt), document.fields(std::nullopt));
  const std::vector known{message(10, "a")};
  EXPECT_FALSE(back->add(known));
}

TEST(MessagesDocument, IsNotWhatSomebodyElseMade) {
  const auto fields = of({message(10)}).fields(std::nullopt);
  EXPECT_FALSE(MessagesDocument::from(fields, {kChat, {9}}));
  EXPECT_FALSE(MessagesDocument::from({}, kStream));
  auto without_time = fields;
  std::get<std::vector<TextMap>>(without_time.at("list_of_messages")).front().erase("time");
  EXPECT_FALSE(MessagesDocument::from(without_time, kStream));
}

TEST(MessagesDocument, OneDocumentTakesOnlySoMuch) {
  const std::vector few{message(1), message(2)};
  EXPECT_EQ(fitting(few), 2u);
  const std::string long_body(500'000, 'x');
  const std::vector large{message(1, long_body), message(2, long_body), message(3)};
  EXPECT_EQ(fitting(large), 1u);
  const std::vector larger{message(1, long_body + long_body)};
  EXPECT_EQ(fitting(larger), 1u) << "the database has the last word";
}

}  // namespace
}  // namespace caravan::firestore
