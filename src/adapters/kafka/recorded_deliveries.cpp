#include "adapters/kafka/recorded_deliveries.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "adapters/kafka/fetch.hpp"
#include "adapters/kafka/offsets.hpp"
#include "adapters/kafka/records.hpp"
#include "adapters/kafka/topics.hpp"

namespace caravan::kafka {
namespace {

constexpr std::size_t kAnswerBytes = 256 << 10;  // for each partition, unless one record is larger
constexpr std::size_t kQueueKiBMin = 64;

std::vector<Property> properties(const RecordedDeliveries::Options& options, std::size_t partitions) {
  // Each partition has a queue of its own, and the limit is for each queue.
  const auto queue_kib = std::max((options.queue_bytes_max >> 10) / partitions, kQueueKiBMin);
  return {{"group.id", options.group},
          {"enable.auto.commit", "false"},
          {"enable.auto.offset.store", "false"},
          {"enable.partition.eof", "true"},
          // What is deleted while it is about to be read is missing at the beginning.
          {"auto.offset.reset", "earliest"},
          {"queued.max.messages.kbytes", std::to_string(queue_kib)},
          {"fetch.message.max.bytes", std::to_string(kAnswerBytes)},
          // It is in no group whose partitions would have to move on.
          {"max.poll.interval.ms", "86400000"}};
}

}  // namespace

RecordedDeliveries::RecordedDeliveries(ClientSettings settings, std::string topic, Options options)
    : client_settings_(std::move(settings)), topic_(std::move(topic)), options_(std::move(options)) {}

ports::Result<void> RecordedDeliveries::begin() {
  const auto asking = make_producer(client_settings_, {});
  const auto count = partition_count(*asking, topic_, client_settings_.request_timeout);
  if (!count) return count.error();
  partitions_.resize(static_cast<std::size_t>(*count));
  client_ = make_consumer(client_settings_, properties(options_, partitions_.size()), nullptr, nullptr);
  if (const auto found = find_ends(); !found) return found;
  return assign();
}

ports::Result<void> RecordedDeliveries::find_ends() {
  const auto count = static_cast<std::int32_t>(partitions_.size());
  const auto begins = offsets_at(*client_, topic_, count, kBeginning, client_settings_.request_timeout);
  if (!begins) return begins.error();
  const auto ends = offsets_at(*client_, topic_, count, kEnd, client_settings_.request_timeout);
  if (!ends) return ends.error();
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    auto& partition = partitions_[i];
    partition.begin = partition.next = (*begins)[i];
    partition.end = (*ends)[i];
    partition.done = partition.begin >= partition.end;
  }
  return {};
}

// A queue that is taken out of the consumer's own before it is assigned stays out of it.
ports::Result<void> RecordedDeliveries::assign() {
  const auto assigned = make_partitions(partitions_.size());
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    auto& partition = partitions_[i];
    if (partition.done) continue;
    const auto number = static_cast<std::int32_t>(i);
    partition.records.reset(rd_kafka_queue_get_partition(client_.get(), topic_.c_str(), number));
    rd_kafka_queue_forward(partition.records.get(), nullptr);
    rd_kafka_topic_partition_list_add(assigned.get(), topic_.c_str(), number)->offset = partition.begin;
  }
  const auto code = rd_kafka_assign(client_.get(), assigned.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return unavailable(topic_ + " cannot be read", code);
  return {};
}

ports::Result<std::optional<domain::Delivery>> RecordedDeliveries::next() {
  for (std::size_t i = 0; i < partitions_.size(); ++i)
    if (const auto filled = fill(i); !filled) return filled.error();
  if (waiting_.empty()) return std::optional<domain::Delivery>();
  const auto oldest = waiting_.top();
  waiting_.pop();
  --partitions_[oldest.partition].waiting;
  return std::optional(oldest.delivery);
}

ports::Result<void> RecordedDeliveries::fill(std::size_t number) {
  auto& partition = partitions_[number];
  while (!partition.done && partition.waiting < options_.sorted_records)
    if (const auto fetched = fetch_some(number); !fetched) return fetched;
  return {};
}

ports::Result<void> RecordedDeliveries::fetch_some(std::size_t number) {
  auto& partition = partitions_[number];
  // A broker that went away may have to be found again first.
  const auto patience = 2 * client_settings_.request_timeout;
  const auto messages = fetch(*partition.records, patience, options_.sorted_records);
  if (messages.empty())
    return unavailable("partition " + std::to_string(number) + " of " + topic_ + " does not come",
                       RD_KAFKA_RESP_ERR__TIMED_OUT);
  for (const auto& message : messages) {
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      partition.done = true;
      break;
    }
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
      return unavailable(topic_ + " cannot be read", message->err);
    partition.done = message->offset + 1 >= partition.end;
    if (message->offset < partition.end) take(*message, number);
    if (partition.done) break;
  }
  return {};
}

void RecordedDeliveries::take(const rd_kafka_message_t& message, std::size_t number) {
  auto& partition = partitions_[number];
  if (message.offset > partition.next) {  // what stood between was deleted meanwhile
    partition.begin = message.offset;
    partition.first.reset();
  }
  partition.next = message.offset + 1;
  auto decoded = RecordKind<domain::Delivery>::decode(bytes(message.payload, message.len));
  auto* const delivery = std::get_if<domain::Delivery>(&decoded);
  if (delivery == nullptr) return;
  if (!partition.first) partition.first = delivery->message->time.instant();
  ++partition.waiting;
  waiting_.push({std::move(*delivery), number});
}

bool RecordedDeliveries::is_cut() const {
  return std::ranges::any_of(partitions_, [](const auto& partition) { return partition.begin > 0; });
}

std::optional<domain::WallTime> RecordedDeliveries::whole_from() const {
  std::optional<domain::WallTime> from;
  for (const auto& partition : partitions_) {
    if (partition.begin == 0) continue;
    if (!partition.first) return std::nullopt;
    from = std::max(from.value_or(*partition.first), *partition.first);
  }
  return from;
}

}  // namespace caravan::kafka
