#include <gmock/gmock.h>

#include "ports/contract_tests/samples.hpp"
#include "services/kafka/flow.hpp"
#include "services/kafka/kafka_log_subject.hpp"
#include "services/service_control.hpp"

// Each fault with the same claim: what was confirmed arrives, and nothing needs a restart.
namespace caravan::services {
namespace {

using namespace std::chrono_literals;
using ports::Errc;

kafka::Cluster::Options quick_cluster() {
  auto options = fresh_cluster();
  options.client.request_timeout = 2s;
  options.producer.confirm_timeout = 3s;
  return options;
}

ports::Task<void> finish(Flow& flow, Hops& hops) {
  co_await flow.all_arrived();
  co_await hops.stop();
}

// While the broker does not answer, an append says in time that it cannot.
ports::Task<void> expect_unavailable(Flow& flow) {
  const auto began = flow.clock.now();
  const auto appended = co_await flow.log.append(flow.new_message(), ports::SteadyTime::max());
  EXPECT_TRUE(!appended && appended.error().code == Errc::unavailable);
  EXPECT_LT(flow.clock.now() - began, 10s);
}

ports::Task<void> broker_away_at_start(Flow& flow) {
  co_await expect_unavailable(flow);
  control("kafka", "restart");
  Hops hops(flow);
  hops.start();
  co_await flow.send(20);
  co_await finish(flow, hops);
}

TEST(KafkaFaults, ABrokerThatIsAwayAtTheStartIsTakenUpLater) {
  control("kafka", "kill");
  Flow flow(quick_cluster());
  flow.run(broker_away_at_start(flow));
}

ports::Task<void> reader_comes_before_the_log_was_read(Flow& flow) {
  kafka::DeliveryReader reader(flow.cluster, {});
  kafka::KafkaInbox inbox(reader, {.catch_up_timeout = 100ms});
  const auto before = co_await inbox.epoch();
  EXPECT_TRUE(!before && before.error().code == Errc::unavailable);
  control("kafka", "restart");
  co_await until_ready(reader);
  const auto after = co_await inbox.epoch();
  EXPECT_TRUE(after);
}

TEST(KafkaFaults, AReaderWaitsUntilTheNodeKnowsItsPlaceInTheLog) {
  control("kafka", "kill");
  Flow flow(quick_cluster());
  flow.run(reader_comes_before_the_log_was_read(flow));
}

ports::Task<void> broker_killed(Flow& flow) {
  Hops hops(flow);
  hops.start();
  co_await flow.send(100);
  control("kafka", "kill");
  co_await expect_unavailable(flow);
  control("kafka", "restart");
  co_await flow.send(100);
  co_await finish(flow, hops);
}

TEST(KafkaFaults, ABrokerThatIsKilledAndComesBackLosesNothing) {
  Flow flow(quick_cluster());
  flow.run(broker_killed(flow));
}

ports::Task<void> broker_paused(Flow& flow) {
  Hops hops(flow);
  hops.start();
  co_await flow.send(100);
  control("kafka", "pause");
  co_await expect_unavailable(flow);
  control("kafka", "resume");
  co_await flow.send(100);
  co_await finish(flow, hops);
}

TEST(KafkaFaults, ABrokerThatHangsIsAnsweredForInTimeAndTakenUpAgain) {
  Flow flow(quick_cluster());
  flow.run(broker_paused(flow));
}

// Partitions move twice while messages wait in open windows.
ports::Task<void> members_come_and_go(Flow& flow) {
  auto first = std::make_unique<Hops>(flow);
  first->start();
  co_await flow.send(100);
  Hops second(flow);
  second.start();
  co_await flow.send(100);
  co_await flow.until([&] { return second.share() > 0 && first->share() + second.share() == 1; });
  co_await first->stop();
  first.reset();
  co_await flow.send(100);
  co_await flow.until([&] { return second.share() == 1; });
  co_await finish(flow, second);
}

TEST(KafkaFaults, PartitionsThatMoveBetweenMembersLoseNothing) {
  Flow flow(quick_cluster());
  flow.run(members_come_and_go(flow));
}

ports::Task<void> flood_of_a_broker_that_hangs(Flow& flow) {
  co_await flow.send(1);
  control("kafka", "pause");
  auto flood = flow.cluster.batch_of<domain::Message>();
  for (int i = 0; i < 50; ++i)
    flood.add("key", "value");
  const auto appended = co_await flow.cluster.producer().append(std::move(flood));
  control("kafka", "resume");
  EXPECT_TRUE(!appended && appended.error().code == Errc::overloaded);
  co_await flow.send(1);
}

TEST(KafkaFaults, MoreThanTheQueueHoldsIsRefused) {
  auto options = quick_cluster();
  options.producer.queue_records_max = 20;
  Flow flow(options);
  flow.run(flood_of_a_broker_that_hangs(flow));
}

}  // namespace
}  // namespace caravan::services
