#include <gtest/gtest.h>

#include "services/kafka/exposition.hpp"
#include "services/kafka/flow.hpp"
#include "services/kafka/kafka_log_subject.hpp"

namespace caravan::services {
namespace {

using namespace std::chrono_literals;

ports::Task<void> read_some(Flow& flow, ports::FanOutStage& stage, std::size_t count) {
  while (count > 0) {
    const auto records = co_await stage.next(count, flow.clock.now() + 1s);
    if (records) count -= records->size();
  }
}

// The stage counts records from 1 on, in the order in which it reads them.
ports::Task<void> read_without_hurry(Flow& flow) {
  kafka::KafkaFanOutStage stage(flow.cluster, "fan_out");
  EXPECT_EQ(lag(flow, "fan_out"), 0);  // nothing is known yet
  co_await flow.send(10);
  co_await read_some(flow, stage, 10);
  EXPECT_EQ(lag(flow, "fan_out"), 10);
  co_await stage.commit(4);
  EXPECT_EQ(lag(flow, "fan_out"), 6);
  co_await stage.commit(10);
  EXPECT_EQ(lag(flow, "fan_out"), 0);
  // Though the hop does not come to read them.
  co_await flow.send(5);
  const std::function<bool()> five_behind = [&flow] { return lag(flow, "fan_out") == 5; };
  co_await flow.until(five_behind);
}

TEST(KafkaLag, CountsWhatIsNotDoneWhetherItWasReadOrNot) {
  Flow flow(fresh_cluster());
  flow.run(read_without_hurry(flow));
  // The member has gone, and with it its lag.
  EXPECT_EQ(lag(flow, "fan_out"), 0);
}

}  // namespace
}  // namespace caravan::services
