#include <gmock/gmock.h>

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

TEST(KafkaConnection, RefusesPropertiesThatAreWrongOrItsOwn) {
  kafka::ClientSettings settings;
  settings.properties = {"no.such.property=1"};
  EXPECT_THROW(kafka::make_producer(settings, {}), std::invalid_argument);
  settings.properties = {"security.protocol"};
  EXPECT_THROW(kafka::make_producer(settings, {}), std::invalid_argument);
  settings.properties = {"acks=1"};
  EXPECT_THROW(kafka::make_producer(settings, {{"acks", "all"}}), std::invalid_argument);
  settings.properties = {"ssl.endpoint.identification.algorithm=none"};
  EXPECT_TRUE(kafka::make_producer(settings, {}));
}

}  // namespace
}  // namespace caravan::services
