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

  Connection connection() const {
    Connection connection;
    connection.brokers = rd_kafka_mock_cluster_bootstraps(cluster_.get());
    return connection;
  }
  // The next request for a producer's id, without which nothing is sent, is refused for good.
  void refuse_next_producer() {
    constexpr std::int16_t init_producer_id = 22;
    rd_kafka_mock_push_request_errors(cluster_.get(), init_producer_id, 1,
                                      RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED);
  }

 private:
  ClientPtr owner_;
  std::unique_ptr<rd_kafka_mock_cluster_t, Destroy<rd_kafka_mock_cluster_destroy>> cluster_;
};

class ProducerTest : public testing::Test {
 protected:
  ports::Result<void> append(Producer& producer) {
    RecordBatch batch("topic", 1);
    batch.add("key", "value");
    return runtime::run_to_end(producer.append(std::move(batch)));
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
  Producer producer(broker_.connection(), {.confirm_timeout = 30s}, clock_, metrics_);
  EXPECT_TRUE(append(producer));
}

TEST_F(ProducerTest, AFatalErrorFailsWhatWaitsAndTheNextClientGoesOn) {
  broker_.refuse_next_producer();
  Producer producer(broker_.connection(), {.confirm_timeout = 30s, .renewal_pause = 1ms}, clock_, metrics_);
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
  Producer producer(broker_.connection(), {.confirm_timeout = 30s, .renewal_pause = 1h}, clock_, metrics_);
  EXPECT_FALSE(append(producer));
  EXPECT_FALSE(append(producer));
}

}  // namespace
}  // namespace caravan::kafka
