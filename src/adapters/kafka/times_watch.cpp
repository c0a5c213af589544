#include "adapters/kafka/times_watch.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "adapters/kafka/fetch.hpp"
#include "adapters/kafka/offsets.hpp"
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

// So many of a partition's newest records are heard at the beginning: where nodes' clocks differ, the newest
// record need not have the newest time.
constexpr std::int64_t kNewest = 64;
constexpr std::int64_t kHeard = -1;  // instead of a partition's end

}  // namespace

TimesWatch::TimesWatch(Cluster& cluster, Hearer hearer)
    : cluster_(cluster),
      hearer_(std::move(hearer)),
      topic_(cluster.topic_of<domain::Message>()),
      client_(make_consumer(cluster.client_settings(), properties(cluster), nullptr, nullptr)),
      records_(rd_kafka_queue_get_consumer(client_.get())),
      thread_([this] { work(); }) {}

TimesWatch::~TimesWatch() {
  {
    const std::lock_guard lock(stop_mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  rd_kafka_queue_yield(records_.get());
  thread_.join();
}

void TimesWatch::work() {
  constexpr std::chrono::milliseconds retry{200};
  // The watch over the topics reports a problem, and a question would hold up whoever ends this.
  while (cluster_.problem() || !begin())
    if (stopped_within(retry)) return;
  while (!stopping_)
    hear_some();
}

bool TimesWatch::begin() {
  const auto timeout = cluster_.client_settings().request_timeout;
  const auto begins = offsets_at(*client_, topic_, cluster_.partitions(), kBeginning, timeout);
  auto ends = offsets_at(*client_, topic_, cluster_.partitions(), kEnd, timeout);
  if (!begins || !ends) return false;
  const auto partitions = make_partitions(ends->size());
  unheard_ = 0;
  for (std::size_t i = 0; i < ends->size(); ++i) {
    const auto begin = std::max((*begins)[i], (*ends)[i] - kNewest);
    rd_kafka_topic_partition_list_add(partitions.get(), topic_.c_str(), static_cast<std::int32_t>(i))
        ->offset = begin;
    if (begin < (*ends)[i])
      ++unheard_;
    else
      (*ends)[i] = kHeard;
  }
  const auto code = rd_kafka_assign(client_.get(), partitions.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    observe::log(observe::Level::error, "kafka.times_not_heard", {{"detail", rd_kafka_err2str(code)}});
    return false;
  }
  ends_ = *std::move(ends);
  if (unheard_ == 0) hearer_.newest_known();
  return true;
}

void TimesWatch::hear_some() {
  constexpr std::chrono::milliseconds look_again{500};
  constexpr std::size_t together = 256;
  const auto unheard_before = unheard_;
  std::int64_t latest = -1;
  for (const auto& message : fetch(*records_, look_again, together)) {
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    latest = std::max(latest, rd_kafka_message_timestamp(message.get(), nullptr));
    note_read(message->partition, message->offset);
  }
  if (latest >= 0) hearer_.time(end_of(latest));
  if (unheard_before > 0 && unheard_ == 0) hearer_.newest_known();
}

void TimesWatch::note_read(std::int32_t partition, std::int64_t offset) {
  auto& end = ends_[static_cast<std::size_t>(partition)];
  if (end == kHeard || offset + 1 < end) return;
  end = kHeard;
  --unheard_;
}

bool TimesWatch::stopped_within(std::chrono::milliseconds time) {
  std::unique_lock lock(stop_mutex_);
  return stop_.wait_for(lock, time, [this] { return stopping_.load(); });
}

}  // namespace caravan::kafka
