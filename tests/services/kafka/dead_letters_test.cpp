#include <algorithm>
#include <gmock/gmock.h>
#include <map>

#include "services/kafka/exposition.hpp"
#include "services/kafka/flow.hpp"
#include "services/kafka/kafka_log_subject.hpp"

// Records that nobody can read, in each topic that a hop reads.
namespace caravan::services {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

template <class Record>
ports::Task<void> poison(Flow& flow, std::string_view value) {
  auto records = flow.cluster.batch_of<Record>();
  records.add("key", value);
  const auto appended = co_await flow.cluster.producer().append(std::move(records));
  EXPECT_TRUE(appended);
}

ports::Task<void> read_past_what_cannot_be_read(Flow& flow) {
  while (flow.cluster.problem())
    co_await flow.clock.sleep_until(flow.clock.now() + 20ms);
  co_await poison<domain::Message>(flow, "no JSON");
  co_await poison<domain::Message>(flow, R"({"v":99})");
  co_await poison<domain::Delivery>(flow, R"({"v":1,"recipient":"2"})");
  co_await poison<domain::Batch>(flow, R"({"v":1,"recipient":"2","messages":[7]})");
  Hops hops(flow);
  hops.start();
  co_await flow.send(20);
  co_await flow.all_arrived();
  // With nothing behind them.
  co_await poison<domain::Message>(flow, "last message");
  co_await poison<domain::Delivery>(flow, "last delivery");
  co_await poison<domain::Batch>(flow, "last batch");
  const std::function<bool()> all_done = [&flow] {
    return dead_letters_counted(flow) == 7 && lag(flow) == 0;
  };
  co_await flow.until(all_done);
  co_await hops.stop();
}

struct Letter {
  std::string value;
  std::map<std::string, std::string> headers;
};

Letter letter_of(const rd_kafka_message_t& message) {
  Letter letter{std::string(kafka::bytes(message.payload, message.len)), {}};
  rd_kafka_headers_t* headers = nullptr;
  rd_kafka_message_headers(&message, &headers);
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; headers && !rd_kafka_header_get_all(headers, i, &name, &value, &size); ++i)
    letter.headers[name] = kafka::bytes(value, size);
  return letter;
}

// Reads the topic from its beginning until `count` records came; by value.
std::map<std::string, Letter> dead_letters(Flow& flow, const kafka::ClientSettings& settings,
                                           std::size_t count) {
  const auto client = kafka::make_consumer(settings, {{"group.id", "dead letters"}}, nullptr, nullptr);
  const auto topic = flow.cluster.topic(kafka::kDeadLetters);
  const auto partitions = kafka::make_partitions(3);
  for (int i = 0; i < 3; ++i)
    rd_kafka_topic_partition_list_add(partitions.get(), topic.c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
  rd_kafka_assign(client.get(), partitions.get());
  std::map<std::string, Letter> letters;
  const auto deadline = flow.clock.now() + 30s;
  while (letters.size() < count && flow.clock.now() < deadline) {
    const kafka::MessagePtr message{rd_kafka_consumer_poll(client.get(), 100)};
    if (!message || message->err) continue;
    auto letter = letter_of(*message);
    letters[letter.value] = std::move(letter);
  }
  return letters;
}

TEST(KafkaDeadLetters, ARecordThatCannotBeReadBecomesOneAndStopsNoHop) {
  const auto options = fresh_cluster();
  Flow flow(options);
  flow.run(read_past_what_cannot_be_read(flow));
  auto letters = dead_letters(flow, options.client, 7);
  ASSERT_EQ(letters.size(), 7u);
  auto& headers = letters["no JSON"].headers;
  EXPECT_EQ(headers["topic"], flow.cluster.topic("chat_messages"));
  EXPECT_EQ(headers["partition"], std::to_string(kafka::partition_of("key", 3)));
  EXPECT_EQ(headers["offset"], "0");
  EXPECT_FALSE(headers["reason"].empty());
  EXPECT_THAT(letters[R"({"v":99})"].headers["reason"], HasSubstr("version"));
  EXPECT_EQ(letters["last delivery"].headers["topic"], flow.cluster.topic("chat_deliveries"));
  EXPECT_EQ(letters["last batch"].headers["topic"], flow.cluster.topic("chat_messages_grouped"));
}

// What has no next record is read again by nobody, though no hop ever says that it is done.
ports::Task<void> hops_come_again(Flow& flow) {
  Hops hops(flow);
  hops.start();
  co_await flow.send(20);
  co_await flow.all_arrived();
  co_await hops.stop();
}

TEST(KafkaDeadLetters, AreWrittenOnce) {
  Flow flow(fresh_cluster());
  flow.run(read_past_what_cannot_be_read(flow));
  flow.run(hops_come_again(flow));
  EXPECT_EQ(dead_letters_counted(flow), 7);
}

}  // namespace
}  // namespace caravan::services
