#include "adapters/kafka/topics.hpp"

#include <gmock/gmock.h>

#include "adapters/kafka/client_settings.hpp"

namespace caravan::kafka {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

// Against the client library's own brokers, within this process.
ports::Result<void> ensured_on(int brokers, const TopicPlan& plan) {
  ClientSettings settings;
  settings.properties = {"test.mock.num.brokers=" + std::to_string(brokers)};
  const auto client = make_producer(settings, {});
  return ensure_topics(*client, plan, 5s);
}

TEST(Topics, OfASingleReplicaAreRefusedWhereSeveralBrokersCouldKeepMore) {
  const auto refused = ensured_on(3, {.replication = 1});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ports::Errc::invalid);
  EXPECT_THAT(refused.error().detail, HasSubstr("the cluster has 3 brokers, but one replica of topic"));
}

TEST(Topics, OfASingleReplicaAreAllowedWhereItIsAllThereIsAndWhereToldTo) {
  EXPECT_EQ(TopicPlan{.replication = 1}.replicas_min(1), 1);
  EXPECT_EQ((TopicPlan{.replication = 1, .allow_single_copy = true}.replicas_min(3)), 1);
  EXPECT_EQ(TopicPlan{.replication = 1}.replicas_min(2), 2);
}

}  // namespace
}  // namespace caravan::kafka
