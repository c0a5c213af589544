#include "adapters/kafka/topic_watch.hpp"

#include <gtest/gtest.h>

#include "runtime/random.hpp"

namespace caravan::kafka {
namespace {

// It would wait for five minutes.
TEST(TopicWatch, EndsAtOnceWhileNoBrokerIsThere) {
  ClientSettings settings;
  settings.brokers = "127.0.0.1:1";
  settings.request_timeout = std::chrono::minutes(5);
  runtime::SystemRandom random;
  observe::Metrics metrics;
  const TopicWatch watch(settings, {}, random, metrics);
  EXPECT_TRUE(watch.problem());
}

}  // namespace
}  // namespace caravan::kafka
