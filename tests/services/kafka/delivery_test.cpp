#include <gtest/gtest.h>

#include "adapters/kafka/kafka_delivery_tail.hpp"
#include "services/kafka/flow.hpp"
#include "services/kafka/kafka_log_subject.hpp"

namespace caravan::services {
namespace {

using namespace std::chrono_literals;

constexpr domain::UserId kReader{2};

ports::Task<bool> append_delivery(Flow& flow) {
  const domain::Delivery delivery{kReader, std::make_shared<const domain::Message>(flow.new_message())};
  auto records = flow.cluster.batch_of<domain::Delivery>();
  records.add(kafka::RecordKind<domain::Delivery>::key(delivery), wire::encode_record(delivery));
  const auto appended = co_await flow.cluster.producer().append(std::move(records));
  co_return appended.has_value();
}

ports::Task<void> show_a_lone_delivery(Flow& flow) {
  kafka::DeliveryReader reader(flow.cluster, {.look_again = 1min});
  kafka::KafkaDeliveryTail tail(reader);
  co_await until_ready(reader);
  const bool appended = co_await append_delivery(flow);
  EXPECT_TRUE(appended);
  const auto shown = co_await tail.next(10, flow.clock.now() + 20s);
  EXPECT_TRUE(shown && shown->size() == 1);
}

TEST(KafkaDeliveries, DoNotWaitForOthersToTravelWith) {
  Flow flow(fresh_cluster());
  flow.run(show_a_lone_delivery(flow));
}

// Offsets that no record has, as deleted ones leave them: those of an aborted transaction are shown to
// nobody.
void leave_a_gap(Flow& flow) {
  const auto client = kafka::make_producer(flow.cluster.client_settings(),
                                           {{"transactional.id", ports::contract::new_uuid().to_string()}});
  const auto done = [](rd_kafka_error_t* error) {
    const kafka::ErrorPtr owned(error);
    EXPECT_FALSE(owned) << rd_kafka_error_string(owned.get());
  };
  done(rd_kafka_init_transactions(client.get(), 20'000));
  done(rd_kafka_begin_transaction(client.get()));
  const kafka::TopicPtr topic(
      rd_kafka_topic_new(client.get(), flow.cluster.topic_of<domain::Delivery>().c_str(), nullptr));
  const auto partition = kafka::partition_of(kReader.to_string(), flow.cluster.partitions());
  std::string text = "never to be read";
  EXPECT_EQ(rd_kafka_produce(topic.get(), partition, RD_KAFKA_MSG_F_COPY, text.data(), text.size(), nullptr,
                             0, nullptr),
            0);
  EXPECT_EQ(rd_kafka_flush(client.get(), 20'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  done(rd_kafka_abort_transaction(client.get(), 20'000));
}

ports::Task<void> lose_records_under_a_reader(Flow& flow) {
  kafka::DeliveryReader reader(flow.cluster, {});
  kafka::KafkaDeliveryTail tail(reader);
  co_await until_ready(reader);
  const bool first = co_await append_delivery(flow);
  EXPECT_TRUE(first);
  const auto shown = co_await tail.next(10, flow.clock.now() + 20s);
  EXPECT_TRUE(shown && shown->size() == 1);
  const auto epoch = reader.epoch();
  const auto before = tail.position(kReader);

  leave_a_gap(flow);
  const bool behind_the_gap = co_await append_delivery(flow);
  EXPECT_TRUE(behind_the_gap);
  const auto told = co_await tail.next(10, flow.clock.now() + 20s);
  EXPECT_TRUE(!told && told.error().code == ports::Errc::not_found);
  EXPECT_EQ(reader.epoch(), epoch) << "offsets mean what they did";
  EXPECT_FALSE(reader.since(kReader, before, 10).complete);
  const auto next = co_await tail.next(10, flow.clock.now() + 20s);
  EXPECT_TRUE(next && next->size() == 1);
  EXPECT_TRUE(reader.since(kReader, tail.position(kReader), 10).complete);
}

TEST(KafkaDeliveries, ThatWereLostBeforeTheyWereReadAreToldToReaders) {
  Flow flow(fresh_cluster());
  flow.run(lose_records_under_a_reader(flow));
}

// As an operator would with kafka-topics.sh.
void delete_topic(rd_kafka_t& client, const std::string& name) {
  auto* const topic = rd_kafka_DeleteTopic_new(name.c_str());
  auto* named = topic;
  const kafka::QueuePtr answers(rd_kafka_queue_new(&client));
  rd_kafka_DeleteTopics(&client, &named, 1, nullptr, answers.get());
  const kafka::EventPtr event(rd_kafka_queue_poll(answers.get(), 20'000));
  EXPECT_TRUE(event && rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_DeleteTopic_destroy(topic);
}

ports::Task<void> make_the_topic_anew(Flow& flow, const kafka::TopicPlan& plan) {
  const auto client = kafka::make_producer(flow.cluster.client_settings(), {});
  const auto topic = flow.cluster.topic_of<domain::Delivery>();
  delete_topic(*client, topic);
  // The answer is the controller's; until a broker has heard of it too, the old topic looks like the new one.
  co_await flow.until([&] {
    const auto partitions = kafka::partition_count(*client, topic, 2s);
    return !partitions && partitions.error().code == ports::Errc::not_found;
  });
  co_await flow.until([&] { return kafka::ensure_topics(*client, plan, 2s).has_value(); });
}

ports::Task<void> replace_the_log_under_a_reader(Flow& flow, const kafka::TopicPlan& plan) {
  kafka::DeliveryReader reader(flow.cluster, {});
  kafka::KafkaDeliveryTail tail(reader);
  co_await until_ready(reader);
  for (int i = 0; i < 3; ++i)
    co_await append_delivery(flow);
  while (tail.position(kReader) < 3)
    co_await tail.next(10, flow.clock.now() + 20s);
  const auto epoch = reader.epoch();

  co_await make_the_topic_anew(flow, plan);
  for (bool appended = false; !appended;)
    appended = co_await append_delivery(flow);
  const auto told = co_await tail.next(10, flow.clock.now() + 120s);
  EXPECT_TRUE(!told && told.error().code == ports::Errc::not_found);
  EXPECT_NE(reader.epoch(), epoch);
  co_await until_ready(reader);
  // One, or more when a try was taken for failed and was not.
  const auto before = tail.position(kReader);
  EXPECT_GE(before, 1);

  const bool appended = co_await append_delivery(flow);
  EXPECT_TRUE(appended);
  const auto shown = co_await tail.next(10, flow.clock.now() + 20s);
  EXPECT_TRUE(shown && shown->size() == 1 && shown->front().offset == before + 1);
}

TEST(KafkaDeliveries, OfATopicThatWasMadeAnewAreShownAfterReadersWereToldToRecover) {
  const auto options = fresh_cluster();
  Flow flow(options);
  flow.run(replace_the_log_under_a_reader(flow, options.topics));
}

}  // namespace
}  // namespace caravan::services
