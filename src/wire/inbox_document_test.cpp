#include "wire/inbox_document.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>
#include <string>
#include <vector>

#include "wire/samples_for_tests.hpp"

namespace caravan::wire {
namespace {

using domain::UserId;

constexpr auto kShort = R"([43,"b3pqVJ8LSk6LHm0qTB8KEQ"])";

domain::Message in_group() {
  auto message = direct();
  message.from = UserId{9223372036854775807};
  message.to.reset();
  message.body.clear();
  return message;
}

// The texts of the golden document, which is what readers in other languages are tested with.
std::vector<std::string> golden_entries() {
  simdjson::dom::parser parser;
  std::vector<std::string> entries;
  for (const auto entry : parser.load(CARAVAN_GOLDEN "/inbox.json")["entries"])
    entries.emplace_back(std::string_view(entry));
  return entries;
}

InboxEntry decoded(std::string_view json) {
  return std::get<InboxEntry>(decode_inbox_entry(json));
}

bool refused(std::string_view json) {
  return std::holds_alternative<Malformed>(decode_inbox_entry(json));
}

TEST(InboxDocument, EntriesMatchTheirGoldenFile) {
  const std::vector<std::string> written{encode_inbox_entry(42, direct()),
                                         encode_inbox_entry(43, direct().chat),
                                         encode_inbox_entry(44, in_group())};
  EXPECT_EQ(written, golden_entries());
}

TEST(InboxDocument, WhatWasWrittenIsReadBack) {
  for (const auto& message : {direct(), in_group()}) {
    const auto entry = decoded(encode_inbox_entry(42, message));
    EXPECT_EQ(entry.offset, 42);
    EXPECT_EQ(entry.chat, message.chat);
    EXPECT_EQ(entry.message, message);
  }
  const auto without_message = decoded(kShort);
  EXPECT_EQ(without_message.offset, 43);
  EXPECT_EQ(without_message.chat, direct().chat);
  EXPECT_FALSE(without_message.message);
}

TEST(InboxDocument, SpacesBetweenFieldsMeanNothing) {
  EXPECT_EQ(decoded(R"([43, "b3pqVJ8LSk6LHm0qTB8KEQ"])").offset, 43);
}

TEST(InboxDocument, AnythingElseIsRefused) {
  const auto text = encode_inbox_entry(42, direct());
  for (const auto* json : {"", "7", "{}", "[]", "[42]", R"([42,"b3pqVJ8LSk6LHm0qTB8KEQ",null])"})
    EXPECT_TRUE(refused(json)) << json;
  EXPECT_TRUE(refused(text.substr(0, text.size() - 1)));
  EXPECT_TRUE(refused(with(text, "[42", "[\"42\"")));
  EXPECT_TRUE(refused(with(text, R"("1")", "1")));
  EXPECT_TRUE(refused(with(text, R"("2")", "\"02\"")));
  EXPECT_TRUE(refused(with(text, R"("2")", "{}")));
  EXPECT_TRUE(refused(with(kShort, "b3pq", "b3p=")));
  EXPECT_TRUE(refused(with(kShort, "KEQ", "KE")));
  EXPECT_TRUE(refused(with(kShort, "KEQ", "KER"))) << "bits behind the last byte";
}

}  // namespace
}  // namespace caravan::wire
