#include <gtest/gtest.h>

#include "adapters/kafka/kafka_delivery_tail.hpp"
#include "services/kafka/flow.hpp"
#include "services/kafka/kafka_log_subject.hpp"

namespace caravan::services {
namespace {

using namespace std::chrono_literals;

ports::Task<void> show_a_lone_delivery(Flow& flow) {
  kafka::DeliveryReader reader(flow.cluster, {.look_again = 1min});
  kafka::KafkaDeliveryTail tail(reader);
  co_await until_ready(reader);
  const domain::Delivery delivery{domain::UserId{2},
                                  std::make_shared<const domain::Message>(flow.new_message())};
  auto records = flow.cluster.batch_of<domain::Delivery>();
  records.add(kafka::RecordKind<domain::Delivery>::key(delivery), wire::encode_record(delivery));
  const auto appended = co_await flow.cluster.producer().append(std::move(records));
  EXPECT_TRUE(appended);
  const auto shown = co_await tail.next(10, flow.clock.now() + 20s);
  EXPECT_TRUE(shown && shown->size() == 1);
}

TEST(KafkaDeliveries, DoNotWaitForOthersToTravelWith) {
  Flow flow(fresh_cluster());
  flow.run(show_a_lone_delivery(flow));
}

}  // namespace
}  // namespace caravan::services
