#include "adapters/kafka/topic_watch.hpp"

#include <gtest/gtest.h>

#include "runtime/random.hpp"

namespace caravan::kafka {
namespace {

// It would wait for five minutes.
TEST(TopicWatch, EndsAtOnceWhileNoBrokerIsThere) {
  Connection connection;
  connection.brokers = "127.0.0.1:1";
  connection.request_timeout = std::chrono::minutes(5);
  runtime::SystemRandom random;
  observe::Metrics metrics;
  const TopicWatch watch(connection, {}, random, metrics);
  EXPECT_TRUE(watch.problem());
}

}  // namespace
}  // namespace caravan::kafka
