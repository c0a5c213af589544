#include "wire/log_records.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

#include "wire/samples_for_tests.hpp"

namespace caravan::wire {
namespace {

using domain::UserId;

// The files in tests/golden are the contract: a change to one is a change to what operators and other
// services read.
std::string golden(const std::string& name) {
  std::ifstream file(std::string(CARAVAN_GOLDEN) + "/" + name);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(text.ends_with('\n')) << name;
  text.pop_back();
  return text;
}

domain::Message in_group() {
  auto message = direct();
  message.id = *domain::MessageId::parse("0e37df36-f698-11e6-8dd4-cb9ced3df976");
  message.from = UserId{9223372036854775807};
  message.to.reset();
  message.body.clear();
  message.time = *domain::TimeUuid::parse("c232ab01-9414-11ec-b3c8-9f6bdeced846");
  return message;
}

domain::SharedMessage shared(domain::Message message) {
  return std::make_shared<const domain::Message>(std::move(message));
}

std::string refused(std::string_view json) {
  const auto decoded = decode_message(json);
  const auto* malformed = std::get_if<Malformed>(&decoded);
  return malformed ? malformed->reason : "";
}

TEST(LogRecords, MessagesMatchTheirGoldenFile) {
  EXPECT_EQ(encode_record(direct()), golden("chat_messages.json"));
  EXPECT_EQ(std::get<domain::Message>(decode_message(golden("chat_messages.json"))), direct());
}

TEST(LogRecords, DeliveriesMatchTheirGoldenFile) {
  const domain::Delivery delivery{UserId{2}, shared(direct())};
  EXPECT_EQ(encode_record(delivery), golden("chat_deliveries.json"));
  const auto back = std::get<domain::Delivery>(decode_delivery(golden("chat_deliveries.json")));
  EXPECT_EQ(back.recipient, UserId{2});
  EXPECT_EQ(*back.message, direct());
}

TEST(LogRecords, DeliveriesThatAreWrittenInARowAreWhatEachIsAlone) {
  const auto first = shared(direct()), second = shared(in_group());
  const std::vector<domain::Delivery> deliveries{
      {UserId{1}, first}, {UserId{2}, first}, {UserId{2}, second}, {UserId{3}, first}};
  DeliveryWriter writer;
  for (const auto& delivery : deliveries) {
    std::string text;
    writer.append(text, delivery);
    EXPECT_EQ(text, encode_record(delivery));
  }
}

TEST(LogRecords, BatchesMatchTheirGoldenFile) {
  const domain::Batch batch{UserId{2}, {shared(direct()), shared(in_group())}, {41, 44}, 38};
  EXPECT_EQ(encode_record(batch), golden("chat_messages_grouped.json"));
  const auto back = std::get<domain::Batch>(decode_batch(golden("chat_messages_grouped.json")));
  EXPECT_EQ(back.key, domain::BatchKey{UserId{2}});
  ASSERT_EQ(back.messages.size(), 2u);
  EXPECT_EQ(*back.messages[0], direct());
  EXPECT_EQ(*back.messages[1], in_group());
  EXPECT_EQ(back.offsets, batch.offsets);
  EXPECT_EQ(back.after, 38);
}

TEST(LogRecords, BatchesOfAStreamNameChatAndSender) {
  const domain::Stream stream{in_group().chat, in_group().from};
  const domain::Batch batch{stream, {shared(in_group())}, {41}, 40};
  const auto json = encode_record(batch);
  EXPECT_EQ(json, golden("chat_messages_grouped_of_stream.json"));
  const auto back = std::get<domain::Batch>(decode_batch(json));
  EXPECT_EQ(back.key, domain::BatchKey{stream});
  EXPECT_EQ(*back.messages.at(0), in_group());
  EXPECT_TRUE(std::holds_alternative<Malformed>(decode_batch(R"({"v":1,"chat_id":"x","messages":[]})")));
  EXPECT_TRUE(std::holds_alternative<Malformed>(
      decode_batch(R"({"v":1,"chat_id":")" + stream.chat.to_string() + R"(","messages":[]})")));
}

TEST(LogRecords, ABatchOfAVersionThatDidNotWriteOffsetsIsReadWithoutThem) {
  std::string old;
  const std::vector messages{shared(direct())};
  append_batch(old, UserId{2}, messages);
  const auto back = std::get<domain::Batch>(decode_batch(old));
  EXPECT_EQ(back.messages.size(), 1u);
  EXPECT_FALSE(domain::is_placed(back));
  EXPECT_EQ(encode_record(back), old);
}

TEST(LogRecords, RefusesABatchWhosePlacesCannotBe) {
  const auto json =
      encode_record(domain::Batch{UserId{2}, {shared(direct()), shared(in_group())}, {41, 44}, 38});
  const auto refusal = [](const std::string& text) { return std::get<Malformed>(decode_batch(text)).reason; };
  EXPECT_EQ(refusal(with(json, "[41,44]", "[41]")), "offsets: are not one for each message");
  EXPECT_EQ(refusal(with(json, "[41,44]", "[44,41]")), "offsets: do not grow behind `after`");
  EXPECT_EQ(refusal(with(json, "[41,44]", "[38,44]")), "offsets: do not grow behind `after`");
  EXPECT_TRUE(refusal(with(json, "[41,44]", R"(["41",44])")).starts_with("offsets: "));
  EXPECT_TRUE(refusal(with(json, R"("after":38,)", "")).starts_with("after: "));
}

TEST(LogRecords, AnEmptyBatchIsAnEmptyList) {
  EXPECT_EQ(encode_record(domain::Batch{UserId{2}, {}}),
            R"({"v":1,"recipient":"2","after":0,"offsets":[],"messages":[]})");
}

TEST(LogRecords, FieldsOfANewerWriterAreSkippedInAnyOrder) {
  const auto json = with(encode_record(direct()), R"({"v":1)", R"({"mood":{"x":[1]},"v":1)");
  EXPECT_EQ(std::get<domain::Message>(decode_message(json)), direct());
  const auto reordered =
      with(with(encode_record(direct()), R"("v":1,)", ""), R"("time_iso")", R"("v":1,"time_iso")");
  EXPECT_EQ(std::get<domain::Message>(decode_message(reordered)), direct());
}

TEST(LogRecords, RefusesWithTheFieldThatIsWrong) {
  const auto json = encode_record(direct());
  EXPECT_NE(refused(""), "");
  EXPECT_NE(refused("[]"), "");
  EXPECT_NE(refused(json.substr(0, json.size() - 1)), "");
  EXPECT_NE(refused(json + "}"), "");
  EXPECT_EQ(refused(with(json, R"("v":1)", R"("v":2)")), "v: another version than 1");
  EXPECT_TRUE(refused(with(json, R"("v":1,)", "")).starts_with("v: "));
  EXPECT_TRUE(refused(with(json, R"("from_user":"1")", R"("from_user":1)")).starts_with("from_user: "));
  EXPECT_TRUE(refused(with(json, R"("from_user":"1")", R"("from_user":"01")")).starts_with("from_user: "));
  EXPECT_TRUE(refused(with(json, R"("to_user":"2",)", "")).starts_with("to_user: "));
  EXPECT_TRUE(refused(with(json, "919108f7", "x19108f7")).starts_with("message_id: "));
  EXPECT_TRUE(refused(with(json, "11ec", "41ec")).starts_with("time: "));
  EXPECT_TRUE(refused(with(json, R"("body")", R"("text")")).starts_with("body: "));
  EXPECT_NE(refused(with(json, "bell", "\xff\xfe")), "");
}

TEST(LogRecords, ARefusalNeverRepeatsABody) {
  EXPECT_EQ(refused(with(encode_record(direct()), R"("v":1)", R"("v":"1")")).find("quoted"),
            std::string::npos);
}

TEST(LogRecords, ABatchHoldsObjectsOnly) {
  EXPECT_TRUE(std::holds_alternative<Malformed>(decode_batch(R"({"v":1,"recipient":"2","messages":[7]})")));
  EXPECT_TRUE(std::holds_alternative<Malformed>(decode_batch(R"({"v":1,"recipient":"2","messages":{}})")));
  EXPECT_TRUE(std::holds_alternative<Malformed>(decode_delivery(R"({"v":1,"recipient":"2"})")));
}

}  // namespace
}  // namespace caravan::wire
