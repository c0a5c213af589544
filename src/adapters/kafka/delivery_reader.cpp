#include "adapters/kafka/delivery_reader.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "adapters/kafka/fetch.hpp"
#include "adapters/kafka/offsets.hpp"
#include "domain/uuid.hpp"
#include "observe/log.hpp"

namespace caravan::kafka {
namespace {

std::vector<Property> properties(const Cluster& cluster, const DeliveryReader::Options& options) {
  return {{"group.id", cluster.group("epoch")},
          {"enable.auto.commit", "false"},
          {"enable.auto.offset.store", "false"},
          {"auto.offset.reset", "earliest"},
          {"queued.max.messages.kbytes", std::to_string(options.fetch_queue_bytes_max >> 10)},
          // It is in no group whose partitions would have to move on.
          {"max.poll.interval.ms", "86400000"}};
}

std::string new_epoch(runtime::Random& random) {
  return domain::Uuid::v4(random.next(), random.next()).to_string();
}

}  // namespace

DeliveryReader::DeliveryReader(Cluster& cluster, const Options& options)
    : cluster_(cluster),
      options_(options),
      topic_(cluster.topic_of<domain::Delivery>()),
      unreadable_(cluster.metrics().counter("caravan_kafka_unreadable_deliveries_total",
                                            "Deliveries that a live node could not read")),
      ring_records_(cluster.metrics().gauge("caravan_kafka_inbox_records", "Deliveries kept for recovery")),
      ring_bytes_(cluster.metrics().gauge("caravan_kafka_inbox_bytes", "Memory of those deliveries")),
      tail_(cluster.partitions(), options.tail_records_max),
      own_epoch_(new_epoch(cluster.random())),
      epoch_(cluster, options.epoch),
      ring_(options.ring, cluster.partitions()),
      client_(make_consumer(cluster.client_settings(), properties(cluster, options), nullptr, nullptr)),
      records_(rd_kafka_queue_get_consumer(client_.get())),
      thread_([this] { work(); }) {}

DeliveryReader::~DeliveryReader() {
  {
    const std::lock_guard lock(stop_mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  tail_.stop();
  rd_kafka_queue_yield(records_.get());
  thread_.join();
}

std::string DeliveryReader::epoch() const {
  const auto known = epoch_.get();
  return known ? *known : own_epoch_;
}

bool DeliveryReader::has_read(domain::UserId recipient, ports::Offset offset) const {
  const std::lock_guard lock(mutex_);
  return ring_.position(partition(recipient)) >= offset;
}

ports::InboxPage DeliveryReader::since(domain::UserId recipient, ports::Offset offset,
                                       std::size_t count_max) {
  const auto now = clock().now();
  const std::lock_guard lock(mutex_);
  ring_.forget_old(now);
  return ring_.since(partition(recipient), recipient, offset, count_max);
}

void DeliveryReader::work() {
  runtime::Backoff backoff({.longest = std::chrono::seconds(2)}, cluster_.random());
  while (!stopping_) {
    if (cluster_.problem()) {  // the watch over the topics reports it
      if (stopped_within(backoff.next())) return;
      continue;
    }
    const auto begun = begin();
    if (!begun) {
      not_begun_.failed(clock().now(), {{"detail", begun.error().detail}});
      if (stopped_within(backoff.next())) return;
      continue;
    }
    backoff.reset();
    not_begun_.succeeded(clock().now());
    while (!stopping_ && read_some()) {
    }
  }
}

ports::Result<void> DeliveryReader::begin() {
  const auto ends = offsets_from(kEnd);
  if (!ends) return ends.error();
  const auto begins = offsets_to_begin_at(*ends);
  if (!begins) return begins.error();
  // While the reader is not ready, so that nobody is told this log's epoch and another one's offset.
  if (const auto epoch = epoch_.ask(); !epoch) return epoch.error();
  if (const auto assigned = assign(*begins); !assigned) return assigned;
  {
    const std::lock_guard lock(mutex_);
    ring_.start(*begins);
  }
  ends_at_begin_ = *ends;
  tail_.start(*ends);
  note_ready();
  return {};
}

ports::Result<DeliveryReader::Offsets> DeliveryReader::offsets_from(std::int64_t time) {
  return offsets_at(*client_, topic_, cluster_.partitions(), time,
                    cluster_.client_settings().request_timeout);
}

ports::Result<DeliveryReader::Offsets> DeliveryReader::offsets_to_begin_at(const Offsets& ends) {
  const auto from = clock().wall() - options_.read_back;
  const auto time = std::chrono::floor<std::chrono::milliseconds>(from.time_since_epoch()).count();
  auto begins = offsets_from(time);
  if (!begins) return begins;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    auto& begin = (*begins)[i];
    if (begin < 0) begin = ends[i];  // nothing is so new
    begin = std::max(begin, ends[i] - options_.read_back_records_max);
  }
  return begins;
}

ports::Result<void> DeliveryReader::assign(const Offsets& begins) {
  const auto partitions = make_partitions(begins.size());
  for (std::size_t i = 0; i < begins.size(); ++i)
    rd_kafka_topic_partition_list_add(partitions.get(), topic_.c_str(), static_cast<std::int32_t>(i))
        ->offset = begins[i];
  const auto code = rd_kafka_assign(client_.get(), partitions.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return unavailable("deliveries cannot be read", code);
  return {};
}

bool DeliveryReader::read_some() {
  constexpr std::size_t together = 1024;
  return take(fetch(*records_, options_.look_again, together));
}

bool DeliveryReader::take(const std::vector<MessagePtr>& messages) {
  std::vector<TailQueue::Entry> news;
  bool lost = false;
  const auto now = clock().now();
  for (const auto& message : messages) {
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      trouble_.failed(now, {{"topic", topic_}, {"detail", rd_kafka_message_errstr(message.get())}});
      continue;
    }
    const std::lock_guard lock(mutex_);
    if (port_offset(message->offset) <= ring_.position(message->partition)) {
      observe::log(observe::Level::error, "kafka.deliveries_restarted",
                   {{"topic", topic_}, {"partition", message->partition}, {"offset", message->offset}});
      ready_ = false;
      return false;
    }
    lost |= is_gap_before(*message);
    take(*message, now, news);
  }
  ring_records_.Set(static_cast<double>(ring_.size()));
  ring_bytes_.Set(static_cast<double>(ring_.bytes()));
  note_ready();
  progress_.set();
  // Before what comes behind the gap: who is shown that may already miss something.
  if (lost) tail_.note_loss();
  tail_.push(std::move(news));
  return true;
}

// Records leave the topic by its retention alone, so what is not there was deleted before it was read.
bool DeliveryReader::is_gap_before(const rd_kafka_message_t& message) const {
  const auto expected = ring_.position(message.partition) + 1;
  if (port_offset(message.offset) == expected) return false;
  observe::log(observe::Level::error, "kafka.deliveries_lost",
               {{"topic", topic_},
                {"partition", message.partition},
                {"records", port_offset(message.offset) - expected}});
  return true;
}

void DeliveryReader::take(const rd_kafka_message_t& message, ports::SteadyTime now,
                          std::vector<TailQueue::Entry>& news) {
  const auto offset = port_offset(message.offset);
  auto decoded = RecordKind<domain::Delivery>::decode(bytes(message.payload, message.len));
  auto* delivery = std::get_if<domain::Delivery>(&decoded);
  if (!delivery) {
    // The aggregate hop of one node makes it a dead letter.
    unreadable_.Increment();
    ring_.pass(message.partition, offset);
    return;
  }
  const ports::Logged<domain::Delivery> logged{offset, std::move(*delivery)};
  ring_.add(message.partition, logged, now);
  if (message.offset >= ends_at_begin_[static_cast<std::size_t>(message.partition)])
    news.push_back({message.partition, logged});
}

void DeliveryReader::note_ready() {
  if (ready_) return;
  const std::lock_guard lock(mutex_);
  for (std::int32_t i = 0; i < cluster_.partitions(); ++i)
    if (ring_.position(i) < ends_at_begin_[static_cast<std::size_t>(i)]) return;
  ready_ = true;
  progress_.set();
  observe::log(observe::Level::info, "kafka.deliveries_ready", {{"records", ring_.size()}});
}

bool DeliveryReader::stopped_within(std::chrono::milliseconds time) {
  std::unique_lock lock(stop_mutex_);
  return stop_.wait_for(lock, time, [this] { return stopping_.load(); });
}

}  // namespace caravan::kafka
