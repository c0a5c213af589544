#include <gtest/gtest.h>
#include <set>

#include "services/kafka/flow.hpp"
#include "services/kafka/kafka_log_subject.hpp"

namespace caravan::services {
namespace {

using namespace std::chrono_literals;

const kafka::GroupReader::Options kSeldom{.session_timeout = 6s, .commit_interval = 1h};

// Of all partitions, as the brokers know it.
std::int64_t committed_records(Flow& flow, std::string_view group) {
  const auto client = kafka::make_consumer(flow.cluster.client_settings(),
                                           {{"group.id", flow.cluster.group(group)}}, nullptr, nullptr);
  const auto topic = flow.cluster.topic_of<domain::Message>();
  const auto partitions = kafka::make_partitions(static_cast<std::size_t>(flow.cluster.partitions()));
  for (std::int32_t i = 0; i < flow.cluster.partitions(); ++i)
    rd_kafka_topic_partition_list_add(partitions.get(), topic.c_str(), i);
  EXPECT_EQ(rd_kafka_committed(client.get(), partitions.get(), 20'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  std::int64_t records = 0;
  for (std::int32_t i = 0; i < flow.cluster.partitions(); ++i)
    records += std::max<std::int64_t>(partitions->elems[i].offset, 0);
  return records;
}

// Reads what is there now and hands each message on by itself; answers their ids.
ports::Task<std::set<domain::MessageId>> pass_on(Flow& flow, ports::FanOutStage& stage) {
  std::set<domain::MessageId> ids;
  const auto records = co_await stage.next(100, flow.clock.now() + 100ms);
  if (!records) co_return ids;
  for (const auto& record : *records) {
    const auto message = std::make_shared<const domain::Message>(record.record);
    ids.insert(message->id);
    std::vector<domain::Delivery> deliveries{domain::Delivery{message->from, message}};
    const auto handed_on = co_await stage.append_and_commit(std::move(deliveries), record.offset);
    EXPECT_TRUE(handed_on);
  }
  co_return ids;
}

ports::Task<void> pass_on(Flow& flow, ports::FanOutStage& stage, std::size_t count) {
  while (count > 0) {
    const auto ids = co_await pass_on(flow, stage);
    count -= ids.size();
  }
}

ports::Task<void> pass_on_and_look(Flow& flow) {
  {
    kafka::KafkaFanOutStage stage(flow.cluster, "fan_out", kSeldom);
    co_await flow.send(50);
    co_await pass_on(flow, stage, 50);
    EXPECT_LT(committed_records(flow, "fan_out"), 10);  // the first ones only
  }
  EXPECT_EQ(committed_records(flow, "fan_out"), 50);
}

TEST(KafkaCommits, AreMadeOnceInAnIntervalAndAtTheEnd) {
  Flow flow(fresh_cluster());
  flow.run(pass_on_and_look(flow));
}

ports::Task<void> partitions_go_to_another_member(Flow& flow) {
  kafka::KafkaFanOutStage first(flow.cluster, "fan_out", kSeldom);
  co_await flow.send(50);
  co_await pass_on(flow, first, 50);
  const auto before = flow.sent;

  kafka::KafkaFanOutStage second(flow.cluster, "fan_out", kSeldom);
  std::set<domain::MessageId> moved;
  while (moved.empty()) {
    co_await flow.send(20);
    co_await pass_on(flow, first);
    moved = co_await pass_on(flow, second);
  }
  for (const auto& id : moved)
    EXPECT_FALSE(before.contains(id));
}

TEST(KafkaCommits, AreMadeBeforePartitionsGoToAnotherMember) {
  Flow flow(fresh_cluster());
  flow.run(partitions_go_to_another_member(flow));
}

}  // namespace
}  // namespace caravan::services
