#include "adapters/kafka/times_watch.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "adapters/kafka/fetch.hpp"
#include "adapters/kafka/follow.hpp"
#include "domain/message.hpp"
#include "observe/log.hpp"

namespace caravan::kafka {
namespace {

std::vector<Property> properties(const Cluster& cluster) {
  return {{"group.id", cluster.group("times")},
          {"enable.auto.commit", "false"},
          {"enable.auto.offset.store", "false"},
          {"auto.offset.reset", "latest"},
          {"queued.max.messages.kbytes", "4096"},
          // Every chat node reads every message: brokers gather them rather than answer for each.
          {"fetch.min.bytes", std::to_string(kGatheredBytes)},
          {"fetch.wait.max.ms", "50"},
          // It is in no group whose partitions would have to move on.
          {"max.poll.interval.ms", "86400000"}};
}

// The last instant of that millisecond: a time stamp has lost what came behind it.
domain::WallTime end_of(std::int64_t milliseconds) {
  return domain::WallTime(std::chrono::milliseconds(milliseconds + 1)) - domain::TimeUuidTicks(1);
}

}  // namespace

TimesWatch::TimesWatch(Cluster& cluster, Hear hear)
    : cluster_(cluster),
      hear_(std::move(hear)),
      topic_(cluster.topic_of<domain::Message>()),
      client_(make_consumer(cluster.connection(), properties(cluster), nullptr, nullptr)),
      records_(rd_kafka_queue_get_consumer(client_.get())),
      thread_([this] { work(); }) {}

TimesWatch::~TimesWatch() {
  stopping_ = true;
  rd_kafka_queue_yield(records_.get());
  thread_.join();
}

void TimesWatch::work() {
  follow_from_the_end();
  while (!stopping_)
    hear_some();
}

void TimesWatch::follow_from_the_end() {
  const auto code = follow(*client_, topic_, cluster_.partitions(), RD_KAFKA_OFFSET_END);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    observe::log(observe::Level::error, "kafka.times_not_heard", {{"detail", rd_kafka_err2str(code)}});
}

void TimesWatch::hear_some() {
  constexpr std::chrono::milliseconds look_again{500};
  constexpr std::size_t together = 256;
  std::int64_t latest = -1;
  for (const auto& message : fetch(*records_, look_again, together))
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
      latest = std::max(latest, rd_kafka_message_timestamp(message.get(), nullptr));
  if (latest >= 0) hear_(end_of(latest));
}

}  // namespace caravan::kafka
