#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "adapters/kafka/kafka_log.hpp"
#include "adapters/kafka/kafka_message_log.hpp"
#include "pipeline/aggregate/aggregate.hpp"
#include "pipeline/fan_out/fan_out.hpp"
#include "pipeline/publish/publish.hpp"
#include "ports/feed.hpp"
#include "ports/members.hpp"
#include "runtime/random.hpp"
#include "runtime/task_group.hpp"

namespace caravan::services {

// Everybody's chats have the same two members.
class SameMembers final : public ports::Members {
 public:
  SameMembers();
  ports::Task<ports::Result<ports::SharedChat>> of(domain::ChatId chat) override;

 private:
  ports::SharedChat chat_;
};

// Remembers what was published.
class ArrivalFeed final : public ports::Feed {
 public:
  ports::Task<ports::FeedAnswer> show(domain::Batch batch) override;
  const std::set<domain::MessageId>& arrived() const { return arrived_; }

 private:
  std::set<domain::MessageId> arrived_;
};

// What the processes of one test share: the topics, and the messages that came out at the end.
struct Flow {
  explicit Flow(kafka::Cluster::Options options) : cluster(std::move(options), clock, random, metrics) {}

  // Runs `scenario` to its end on this thread.
  void run(ports::Task<void> scenario);
  domain::Message new_message();  // in one of several chats
  // Appends `count` messages in several chats, each again and again until it is confirmed; throws when one is
  // not in time.
  ports::Task<void> send(std::size_t count);
  // Looks again and again; throws when it does not become true in time.
  ports::Task<void> until(std::function<bool()> condition);
  // Throws when the messages that were sent have not all come to the feed in time.
  ports::Task<void> all_arrived();

  boost::asio::io_context loop;
  runtime::SystemClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  kafka::Cluster cluster;
  kafka::KafkaMessageLog log{cluster};
  SameMembers members;
  domain::AnchoredPolicy policy{std::chrono::milliseconds(100)};
  domain::TimeUuidSequence times{1};
  std::set<domain::MessageId> sent;
  ArrivalFeed feed;
};

// The hops of one process.
class Hops {
 public:
  explicit Hops(Flow& flow);

  void start();
  // Ends them as a process that stops in order; they can be destroyed then.
  ports::Task<void> stop();
  // Of the readers, those whose windows are here.
  double share() const { return aggregate_stage_.share(); }

 private:
  kafka::KafkaFanOutStage fan_out_stage_;
  kafka::KafkaAggregateStage aggregate_stage_;
  kafka::KafkaBatchConsumer batches_;
  fan_out::FanOut fan_out_;
  aggregate::Aggregate aggregate_;
  publish::Publish publish_;
  runtime::TaskGroup tasks_;
};

}  // namespace caravan::services
