#include "adapters/kafka/kafka_presence_watch.hpp"

#include <chrono>
#include <variant>

#include "adapters/kafka/fetch.hpp"
#include "adapters/kafka/follow.hpp"
#include "observe/log.hpp"
#include "wire/presence_record.hpp"

namespace caravan::kafka {
namespace {

std::vector<Property> properties(const Cluster& cluster) {
  return {{"group.id", cluster.group("presence")},
          {"enable.auto.commit", "false"},
          {"enable.auto.offset.store", "false"},
          {"auto.offset.reset", "earliest"},
          {"queued.max.messages.kbytes", "4096"},
          {"fetch.wait.max.ms", "50"},
          // It is in no group whose partitions would have to move on.
          {"max.poll.interval.ms", "86400000"}};
}

}  // namespace

KafkaPresenceWatch::KafkaPresenceWatch(Cluster& cluster)
    : cluster_(cluster),
      topic_(cluster.topic(kReaderPresence)),
      unreadable_(cluster.metrics().counter("caravan_kafka_unreadable_presence_total",
                                            "Records of readers' presence that could not be read")),
      client_(make_consumer(cluster.client_settings(), properties(cluster), nullptr, nullptr)),
      records_(rd_kafka_queue_get_consumer(client_.get())),
      thread_([this] { work(); }) {}

KafkaPresenceWatch::~KafkaPresenceWatch() {
  stopping_ = true;
  rd_kafka_queue_yield(records_.get());
  thread_.join();
}

std::vector<domain::PresenceEvent> KafkaPresenceWatch::take() {
  const std::lock_guard lock(mutex_);
  return changes_.take();
}

void KafkaPresenceWatch::work() {
  follow_from_the_beginning();
  while (!stopping_)
    hear_some();
}

void KafkaPresenceWatch::follow_from_the_beginning() {
  const auto code = follow(*client_, topic_, cluster_.partitions(), RD_KAFKA_OFFSET_BEGINNING);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    observe::log(observe::Level::error, "kafka.presence_not_heard", {{"detail", rd_kafka_err2str(code)}});
}

void KafkaPresenceWatch::hear_some() {
  constexpr std::chrono::milliseconds look_again{500};
  constexpr std::size_t together = 1024;
  const auto records = fetch(*records_, look_again, together);
  const std::lock_guard lock(mutex_);
  for (const auto& record : records)
    if (record->err == RD_KAFKA_RESP_ERR_NO_ERROR) hear(*record);
}

// With the lock held.
void KafkaPresenceWatch::hear(const rd_kafka_message_t& record) {
  const std::string_view value(static_cast<const char*>(record.payload), record.len);
  auto decoded = wire::decode_presence(value);
  auto* event = std::get_if<domain::PresenceEvent>(&decoded);
  if (!event) return unreadable_.Increment();
  auto* listens = std::get_if<domain::ReaderListens>(event);
  if (listens && said_long_ago(record)) listens->reached.reset();
  changes_.note(*event);
}

// The topic keeps what a listener said for a day, in which the log of deliveries may have begun anew: then
// its offsets would mean something else.
bool KafkaPresenceWatch::said_long_ago(const rd_kafka_message_t& record) const {
  constexpr std::chrono::seconds long_ago{30};
  const std::chrono::milliseconds said(rd_kafka_message_timestamp(&record, nullptr));
  return cluster_.clock().wall() - domain::WallTime(said) > long_ago;
}

}  // namespace caravan::kafka
