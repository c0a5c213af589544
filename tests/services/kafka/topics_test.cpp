#include <gmock/gmock.h>
#include <map>

#include "services/kafka/flow.hpp"
#include "services/kafka/kafka_log_subject.hpp"

namespace caravan::services {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

// Resumes when the cluster object knows how its topics stand.
ports::Task<void> until_known(Flow& flow) {
  for (;;) {
    const auto problem = flow.cluster.problem();
    if (!problem || problem->code == ports::Errc::invalid) co_return;
    co_await flow.clock.sleep_until(flow.clock.now() + 20ms);
  }
}

TEST(KafkaTopics, ThatAreNotAsConfiguredAreRefused) {
  auto options = fresh_cluster();
  Flow made(options);
  made.run(until_known(made));
  EXPECT_FALSE(made.cluster.problem());

  options.topics.partitions = 5;
  Flow other(options);
  other.run(until_known(other));
  const auto problem = other.cluster.problem();
  ASSERT_TRUE(problem);
  EXPECT_THAT(problem->detail, HasSubstr("has 3 partitions, but kafka.partitions is 5"));
}

TEST(KafkaTopics, ThatCannotBeReplicatedAsConfiguredAreRefused) {
  auto options = fresh_cluster();
  options.topics.replication = 3;
  Flow flow(options);
  flow.run(until_known(flow));
  ASSERT_TRUE(flow.cluster.problem());
  EXPECT_THAT(flow.cluster.problem()->detail, HasSubstr("cannot be made"));
}

ports::Task<void> read_past_what_cannot_be_read(Flow& flow) {
  co_await until_known(flow);
  auto poison = flow.cluster.batch_of<domain::Message>();
  poison.add("key", "no JSON");
  poison.add("key", R"({"v":99})");
  const auto appended = co_await flow.cluster.producer().append(std::move(poison));
  EXPECT_TRUE(appended);
  Hops hops(flow);
  hops.start();
  co_await flow.send(20);
  co_await flow.all_arrived();
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

// Reads the topic from its beginning until `count` records came.
std::vector<Letter> dead_letters(Flow& flow, const kafka::Connection& connection, std::size_t count) {
  const auto client = kafka::make_consumer(connection, {{"group.id", "dead letters"}}, nullptr, nullptr);
  const auto topic = flow.cluster.topic(kafka::kDeadLetters);
  const auto partitions = kafka::make_partitions(3);
  for (int i = 0; i < 3; ++i)
    rd_kafka_topic_partition_list_add(partitions.get(), topic.c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
  rd_kafka_assign(client.get(), partitions.get());
  std::vector<Letter> letters;
  const auto deadline = flow.clock.now() + 30s;
  while (letters.size() < count && flow.clock.now() < deadline) {
    const kafka::MessagePtr message{rd_kafka_consumer_poll(client.get(), 100)};
    if (message && !message->err) letters.push_back(letter_of(*message));
  }
  return letters;
}

TEST(KafkaTopics, ARecordThatCannotBeReadBecomesADeadLetterAndStopsNobody) {
  const auto options = fresh_cluster();
  Flow flow(options);
  flow.run(read_past_what_cannot_be_read(flow));
  auto letters = dead_letters(flow, options.connection, 2);
  ASSERT_EQ(letters.size(), 2u);
  auto& headers = letters[0].headers;
  EXPECT_EQ(letters[0].value, "no JSON");
  EXPECT_EQ(headers["topic"], flow.cluster.topic("chat_messages"));
  EXPECT_EQ(headers["partition"], std::to_string(kafka::partition_of("key", 3)));
  EXPECT_EQ(headers["offset"], "0");
  EXPECT_FALSE(headers["reason"].empty());
  EXPECT_THAT(letters[1].headers["reason"], HasSubstr("version"));
  EXPECT_EQ(flow.metrics
                .counter("caravan_kafka_dead_letters_total", "Records that could not be read",
                         {{"topic", flow.cluster.topic("chat_messages")}})
                .Value(),
            2);
}

TEST(KafkaConnection, RefusesPropertiesThatAreWrongOrItsOwn) {
  kafka::Connection connection;
  connection.properties = {"no.such.property=1"};
  EXPECT_THROW(kafka::make_producer(connection, {}), std::invalid_argument);
  connection.properties = {"security.protocol"};
  EXPECT_THROW(kafka::make_producer(connection, {}), std::invalid_argument);
  connection.properties = {"acks=1"};
  EXPECT_THROW(kafka::make_producer(connection, {{"acks", "all"}}), std::invalid_argument);
  connection.properties = {"ssl.endpoint.identification.algorithm=none"};
  EXPECT_TRUE(kafka::make_producer(connection, {}));
}

}  // namespace
}  // namespace caravan::services
