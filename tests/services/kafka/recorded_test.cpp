#include <gmock/gmock.h>
#include <span>

#include "adapters/kafka/recorded_deliveries.hpp"
#include "adapters/sqlite/store_fixture.hpp"
#include "adapters/sqlite/topic_reader.hpp"
#include "costs/bill_text.hpp"
#include "costs/curve.hpp"
#include "services/kafka/flow.hpp"
#include "services/kafka/fresh_cluster.hpp"

namespace caravan::services {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Deliveries = std::vector<domain::Delivery>;

constexpr std::size_t kMessages = 300;
constexpr domain::UserId kEverywhere{10};

kafka::RecordedDeliveries recorded(const Flow& flow) {
  return {flow.cluster.client_settings(),
          flow.cluster.topic_of<domain::Delivery>(),
          {.group = flow.cluster.group("cost_replay")}};
}

void begin(kafka::RecordedDeliveries& reading) {
  if (const auto begun = reading.begin(); !begun) throw std::runtime_error(begun.error().detail);
}

Deliveries rest_of(kafka::RecordedDeliveries& reading) {
  Deliveries all;
  for (;;) {
    auto next = reading.next().value();
    if (!next) return all;
    all.push_back(*std::move(next));
  }
}

std::vector<std::string> bodies_of(const Deliveries& deliveries) {
  std::vector<std::string> bodies;
  for (const auto& delivery : deliveries)
    bodies.push_back(delivery.message->body);
  return bodies;
}

// One after the other, as `fan_out` appends the deliveries of one chat.
ports::Task<void> append(Flow& flow, Deliveries deliveries) {
  auto records = flow.cluster.batch_of<domain::Delivery>();
  for (const auto& delivery : deliveries)
    records.add(kafka::RecordKind<domain::Delivery>::key(delivery), wire::encode_record(delivery));
  for (;;) {
    const auto appended = co_await flow.cluster.producer().append(records);
    if (appended) co_return;
    co_await flow.clock.sleep_until(flow.clock.now() + 50ms);
  }
}

domain::Delivery delivery_to(int recipient, std::string body, std::chrono::milliseconds age) {
  auto message =
      domain::Message{domain::MessageId{ports::contract::new_uuid()},
                      domain::ChatId{domain::Uuid::v4(1, 1)},
                      ports::contract::kAnn,
                      {},
                      std::move(body),
                      domain::TimeUuid::at(domain::WallTime(std::chrono::hours(500'000)) - age, 1)};
  return {domain::UserId{recipient}, std::make_shared<const domain::Message>(std::move(message))};
}

std::string table_of(const Deliveries& deliveries) {
  const auto anchored = [](std::chrono::milliseconds window) {
    return std::make_unique<const domain::AnchoredPolicy>(window);
  };
  costs::Curve curve(anchored, costs::usual_windows(), {});
  for (const auto& [recipient, message] : deliveries)
    if (recipient != message->from)
      curve.add({message->time.instant(), recipient, message->chat, message->from,
                 static_cast<std::uint32_t>(message->body.size())});
  return to_table(curve.finish(), deliveries.size(), {});
}

class KafkaRecordedTraffic : public sqlite::StoreFixture {
 protected:
  // Three groups that talk at once, each of three people and one who is in all; what the log of the embedded
  // store has then.
  Deliveries chatter() {
    open();
    sqlite::SqliteChats chats(*database);
    // Acceptance fans out for a hop that is there, and has nothing to do.
    sqlite::SqliteFanOutStage hop(*database, clock, "fan_out");
    if (!ports::contract::get(hop.next(1, clock.now())).empty()) throw std::logic_error("a new log");
    sqlite::SqliteAcceptance acceptance(*database, {});
    std::vector<domain::Chat> groups;
    for (int first : {1, 4, 7})
      groups.push_back(ports::contract::existing(
          chats, ports::contract::group_chat("group", {domain::UserId{first}, domain::UserId{first + 1},
                                                       domain::UserId{first + 2}, kEverywhere})));
    for (std::size_t i = 0; i < kMessages; ++i) {
      const auto& group = groups[i * 7 % 3];
      const auto draft = ports::contract::draft(group, group.members[i % group.members.size()].id,
                                                "message " + std::to_string(i));
      ports::contract::get(acceptance.accept(draft, ports::IdOrigin::sender));
      clock.advance(std::chrono::milliseconds(i * i * 37 % 4'000));
    }
    return embedded_log();
  }

  Deliveries embedded_log() {
    Deliveries all;
    for (const auto& record : sqlite::TopicReader(directory.path(), "chat_deliveries").next(10'000))
      all.push_back(std::get<domain::Delivery>(wire::decode_delivery(record.value)));
    return all;
  }
};

TEST_F(KafkaRecordedTraffic, OfSeveralPartitionsCostsWhatItCostsOutOfTheEmbeddedLog) {
  const auto embedded = chatter();
  ASSERT_GT(embedded.size(), 2 * kMessages);
  Flow flow(fresh_cluster());
  flow.run(append(flow, embedded));
  auto reading = recorded(flow);
  begin(reading);
  const auto read = rest_of(reading);
  ASSERT_EQ(read.size(), embedded.size());
  for (std::size_t i = 0; i < read.size(); ++i)
    ASSERT_EQ(read[i].message->time, embedded[i].message->time) << i;
  EXPECT_EQ(table_of(read), table_of(embedded));
  EXPECT_FALSE(reading.is_cut());
}

TEST(KafkaRecordedDeliveries, EndWhereTheLogEndedWhenTheyWereBegun) {
  Flow flow(fresh_cluster());
  flow.run(append(flow, {delivery_to(1, "first", 2s), delivery_to(2, "second", 1s)}));
  auto reading = recorded(flow);
  begin(reading);
  flow.run(append(flow, {delivery_to(1, "too late", 0s), delivery_to(3, "as well", 0s)}));
  EXPECT_THAT(bodies_of(rest_of(reading)), testing::ElementsAre("first", "second"));
}

TEST(KafkaRecordedDeliveries, ThatSeveralHaveWrittenSideBySideComeInOrder) {
  Flow flow(fresh_cluster());
  Deliveries deliveries;
  for (int i = 0; i < 60; ++i)
    deliveries.push_back(delivery_to(1, "late", 1s));
  deliveries.push_back(delivery_to(1, "early", 2s));
  flow.run(append(flow, deliveries));
  auto reading = recorded(flow);
  begin(reading);
  EXPECT_EQ(bodies_of(rest_of(reading)).front(), "early");
}

// As retention does: what stands before `offset` goes.
void delete_before(const Flow& flow, std::int32_t partition, std::int64_t offset) {
  const auto client = kafka::make_producer(flow.cluster.client_settings(), {});
  const auto offsets = kafka::make_partitions(1);
  rd_kafka_topic_partition_list_add(offsets.get(), flow.cluster.topic_of<domain::Delivery>().c_str(),
                                    partition)
      ->offset = offset;
  auto* deletion = rd_kafka_DeleteRecords_new(offsets.get());
  const kafka::QueuePtr answers(rd_kafka_queue_new(client.get()));
  rd_kafka_DeleteRecords(client.get(), &deletion, 1, nullptr, answers.get());
  const kafka::EventPtr event(rd_kafka_queue_poll(answers.get(), 20'000));
  rd_kafka_DeleteRecords_destroy(deletion);
  ASSERT_TRUE(event && rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR_NO_ERROR);
}

TEST(KafkaRecordedDeliveries, SayFromWhenOnTheyAreWhole) {
  Flow flow(fresh_cluster());
  const auto kept = delivery_to(1, "kept", 1s);
  flow.run(append(flow, {delivery_to(1, "deleted", 2s), kept}));
  delete_before(flow, kafka::partition_of("1", flow.cluster.partitions()), 1);
  auto reading = recorded(flow);
  begin(reading);
  EXPECT_TRUE(reading.is_cut());
  EXPECT_FALSE(reading.whole_from());
  EXPECT_THAT(bodies_of(rest_of(reading)), testing::ElementsAre("kept"));
  EXPECT_EQ(reading.whole_from(), kept.message->time.instant());
}

TEST(KafkaRecordedDeliveries, LeaveNoTraceInTheCluster) {
  Flow flow(fresh_cluster());
  flow.run(append(flow, {delivery_to(1, "read", 1s)}));
  auto reading = recorded(flow);
  begin(reading);
  EXPECT_EQ(rest_of(reading).size(), 1u);
  const auto client = kafka::make_producer(flow.cluster.client_settings(), {});
  const rd_kafka_group_list* groups = nullptr;
  ASSERT_EQ(rd_kafka_list_groups(client.get(), nullptr, &groups, 20'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  for (const auto& group : std::span(groups->groups, static_cast<std::size_t>(groups->group_cnt)))
    EXPECT_NE(group.group, flow.cluster.group("cost_replay"));
  rd_kafka_group_list_destroy(groups);
}

TEST(KafkaRecordedDeliveries, SayWhatCannotBeHad) {
  Flow flow(fresh_cluster());
  kafka::RecordedDeliveries without_topic(flow.cluster.client_settings(), "no_such_topic",
                                          {.group = "nobody"});
  const auto missing = without_topic.begin();
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ports::Errc::not_found);
  EXPECT_THAT(missing.error().detail, HasSubstr("there is no topic no_such_topic"));

  kafka::RecordedDeliveries without_broker({.brokers = "127.0.0.1:1", .request_timeout = 1s},
                                           "chat_deliveries", {.group = "nobody"});
  const auto unreachable = without_broker.begin();
  ASSERT_FALSE(unreachable);
  EXPECT_EQ(unreachable.error().code, ports::Errc::unavailable);
}

}  // namespace
}  // namespace caravan::services
