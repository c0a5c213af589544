#include "adapters/kafka/producer.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka_mock.h>
#include <string>

#include "runtime/run_to_end.hpp"

namespace caravan::kafka {
namespace {

using namespace std::chrono_literals;

// The client library's own broker, which answers as it is told.
class MockBroker {
 public:
  MockBroker()
      : owner_(make_producer({.brokers = ""}, {})), cluster_(rd_kafka_mock_cluster_new(owner_.get(), 1)) {
    rd_kafka_mock_topic_create(cluster_.get(), "topic", 1, 1);
  }

  ClientSettings client_settings() const {
    ClientSettings settings;
    settings.brokers = rd_kafka_mock_cluster_bootstraps(cluster_.get());
    return settings;
  }
  // The next request for a producer's id, without which nothing is sent, is refused for good.
  void refuse_next_producer() {
    constexpr std::int16_t init_producer_id = 22;
    rd_kafka_mock_push_request_errors(cluster_.get(), init_producer_id, 1,
                                      RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED);
  }
  void remove_topic() {
    rd_kafka_mock_topic_set_error(cluster_.get(), "topic", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  }
  void answer_after(std::chrono::milliseconds time) {
    constexpr std::int32_t only_broker = 1;
    rd_kafka_mock_broker_set_rtt(cluster_.get(), only_broker, static_cast<int>(time.count()));
  }

 private:
  ClientPtr owner_;
  std::unique_ptr<rd_kafka_mock_cluster_t, Destroy<rd_kafka_mock_cluster_destroy>> cluster_;
};

class ProducerTest : public testing::Test {
 protected:
  static RecordBatch records(std::size_t count) {
    RecordBatch batch("topic", 1);
    while (batch.size() < count)
      batch.add("key", "value");
    return batch;
  }
  ports::Result<void> append(Producer& producer, std::size_t count = 1,
                             ports::SteadyTime deadline = ports::SteadyTime::max()) {
    return runtime::run_to_end(producer.append(records(count), deadline));
  }
  double appended(const char* outcome) {
    return metrics_.counter("caravan_kafka_appended_total", "Records by outcome", {{"outcome", outcome}})
        .Value();
  }
  double renewals() {
    return metrics_
        .counter("caravan_kafka_producer_renewals_total", "Producers that failed for good and were replaced")
        .Value();
  }

  MockBroker broker_;
  runtime::SystemClock clock_;
  observe::Metrics metrics_;
};

TEST_F(ProducerTest, ConfirmsWhatTheBrokerConfirms) {
  Producer producer(broker_.client_settings(), {.confirm_timeout = 30s}, clock_, metrics_);
  EXPECT_TRUE(append(producer));
}

TEST_F(ProducerTest, ConfirmsRecordsOfOneAppendTogether) {
  Producer producer(broker_.client_settings(), {.confirm_timeout = 30s}, clock_, metrics_);
  EXPECT_TRUE(append(producer, 1000));
  EXPECT_EQ(appended("confirmed"), 1000);
}

TEST_F(ProducerTest, AnAppendEndsAtItsDeadlineThoughTheBrokerIsSilent) {
  broker_.answer_after(1h);
  Producer producer(broker_.client_settings(), {.confirm_timeout = 10min}, clock_, metrics_);
  const auto overdue = append(producer, 1, clock_.now() + 50ms);
  ASSERT_FALSE(overdue);
  EXPECT_EQ(overdue.error().code, ports::Errc::unavailable);
}

TEST_F(ProducerTest, WhatTheQueueHasNoRoomForIsRefusedOnce) {
  Producer producer(broker_.client_settings(), {.queue_records_max = 2, .confirm_timeout = 30s}, clock_,
                    metrics_);
  const auto refused = append(producer, 5);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ports::Errc::overloaded);
  EXPECT_EQ(appended("failed"), 3);
  auto room = append(producer);
  while (!room)
    room = append(producer);
  EXPECT_EQ(appended("confirmed"), 3);
}

TEST_F(ProducerTest, ARecordWithHeadersIsConfirmedOrRefusedAsOthersAre) {
  broker_.answer_after(1h);
  Producer producer(broker_.client_settings(), {.queue_records_max = 1, .confirm_timeout = 30s}, clock_,
                    metrics_);
  EXPECT_FALSE(append(producer, 2));  // one of them waits for the broker
  const HeadedRecord record{"topic", "key", "value", {{"name", "of the header"}}};
  const auto refused = runtime::run_to_end(producer.append(record));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ports::Errc::overloaded);
  EXPECT_EQ(appended("failed"), 2);

  MockBroker quick;
  Producer other(quick.client_settings(), {.confirm_timeout = 30s}, clock_, metrics_);
  EXPECT_TRUE(runtime::run_to_end(other.append(record)));
}

// The library learns of it with the first one, and then refuses within the call.
TEST_F(ProducerTest, EachRecordForATopicThatDoesNotExistFailsOnce) {
  broker_.remove_topic();
  auto settings = broker_.client_settings();
  settings.properties = {"topic.metadata.propagation.max.ms=0"};
  Producer producer(settings, {.confirm_timeout = 30s}, clock_, metrics_);
  const HeadedRecord record{"topic", "key", "value", {{"name", "of the header"}}};
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const auto failed = runtime::run_to_end(producer.append(record));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ports::Errc::unavailable);
    EXPECT_EQ(appended("failed"), attempt);
  }
}

TEST_F(ProducerTest, AFatalErrorFailsWhatWaitsAndTheNextClientGoesOn) {
  broker_.refuse_next_producer();
  Producer producer(broker_.client_settings(), {.confirm_timeout = 30s, .renewal_pause = 1ms}, clock_,
                    metrics_);
  const auto began = clock_.now();
  const auto refused = append(producer);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ports::Errc::unavailable);
  EXPECT_LT(clock_.now() - began, 20s);  // at once, not when it is overdue
  // Until the new client is in place the old one goes on refusing.
  auto appended = append(producer);
  while (!appended)
    appended = append(producer);
  EXPECT_EQ(renewals(), 1);
}

TEST_F(ProducerTest, StopsWhileItWaitsToRenewItself) {
  broker_.refuse_next_producer();
  Producer producer(broker_.client_settings(), {.confirm_timeout = 30s, .renewal_pause = 1h}, clock_,
                    metrics_);
  EXPECT_FALSE(append(producer));
  EXPECT_FALSE(append(producer));
}

}  // namespace
}  // namespace caravan::kafka
