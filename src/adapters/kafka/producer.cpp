#include "adapters/kafka/producer.hpp"

#include <algorithm>
#include <utility>

#include "observe/log.hpp"

namespace caravan::kafka {
namespace {

constexpr std::chrono::milliseconds kBetweenLooksAtDeadlines{100};
constexpr std::chrono::milliseconds kIdle{1000};

ports::Result<void> append_result(rd_kafka_resp_err_t code) {
  using ports::Error;
  switch (code) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return {};
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
      return Error{ports::Errc::unavailable, "Kafka did not confirm in time"};
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
      return Error{ports::Errc::overloaded, "the queue of records for Kafka is full"};
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
      return Error{ports::Errc::invalid, "the record is too large for its topic"};
    default:
      return unavailable("not confirmed", code);
  }
}

std::vector<Property> properties(const Producer::Options& options) {
  const auto timeout = std::to_string(options.confirm_timeout.count());
  return {{"enable.idempotence", "true"},
          {"acks", "all"},
          {"queue.buffering.max.messages", std::to_string(options.queue_records_max)},
          {"queue.buffering.max.kbytes", std::to_string(options.queue_bytes_max >> 10)},
          {"linger.ms", std::to_string(options.linger.count())},
          {"message.timeout.ms", timeout},
          {"request.timeout.ms", timeout},
          // How large a record may be is the topic's to say.
          {"message.max.bytes", "100000000"},
          {"compression.type", options.compression}};
}

}  // namespace

Producer::Producer(const ClientSettings& settings, const Options& options, runtime::Clock& clock,
                   observe::Metrics& metrics)
    : client_settings_(settings),
      options_(options),
      clock_(clock),
      outcomes_{
          metrics.counter("caravan_kafka_appended_total", "Records by outcome", {{"outcome", "confirmed"}}),
          metrics.counter("caravan_kafka_appended_total", "Records by outcome", {{"outcome", "failed"}})},
      renewals_(metrics.counter("caravan_kafka_producer_renewals_total",
                                "Producers that failed for good and were replaced")),
      queued_(metrics.gauge("caravan_kafka_queue_records", "Records that wait for their confirmation")),
      client_(new_client()),
      worker_([this] { work(); }) {
  metrics.gauge("caravan_kafka_queue_records_max", "Records beyond which none are taken")
      .Set(static_cast<double>(options.queue_records_max));
}

Producer::~Producer() {
  {
    const std::lock_guard lock(stop_mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  {
    const std::shared_lock lock(client_mutex_);
    client_->wake();
  }
  worker_.join();
}

ports::Task<ports::Result<void>> Producer::append(RecordBatch batch, ports::SteadyTime deadline) {
  if (batch.size() == 0) co_return ports::Result<void>{};
  // Nothing of this frame is touched once the records are handed over: they may be confirmed meanwhile.
  auto begin = [&](auto waiting) { put(std::move(batch), deadline, std::move(waiting)); };
  co_return append_result(co_await runtime::promised<rd_kafka_resp_err_t>(std::move(begin)));
}

ports::Task<ports::Result<void>> Producer::append(HeadedRecord record) {
  auto begin = [&](auto waiting) { put(record, ports::SteadyTime::max(), std::move(waiting)); };
  co_return append_result(co_await runtime::promised<rd_kafka_resp_err_t>(std::move(begin)));
}

template <class Records>
void Producer::put(Records&& records, ports::SteadyTime deadline, std::shared_ptr<Confirmation> waiting) {
  const bool first = deadlines_.add(std::min(deadline, clock_.now() + options_.confirm_timeout), waiting);
  const std::shared_lock lock(client_mutex_);
  if (first) client_->wake();
  client_->put(std::forward<Records>(records), std::move(waiting));
  queued_.Set(static_cast<double>(client_->queued()));
}

std::unique_ptr<ProducerClient> Producer::new_client() {
  return std::make_unique<ProducerClient>(client_settings_, properties(options_), outcomes_);
}

// Only this thread replaces the client, so it may look at it without the lock.
void Producer::work() {
  while (!stopping_) {
    client_->serve(deadlines_.empty() ? kIdle : kBetweenLooksAtDeadlines);
    deadlines_.give_up_overdue(clock_.now());
    queued_.Set(static_cast<double>(client_->queued()));
    const auto why = client_->fatal_error();
    if (!why.empty()) renew(why);
  }
}

// What waits fails at once: its senders have another way (the unpublished) or try again. Until the new client
// is there the old one refuses everything. The pause is for errors that every client will have, such as a
// right that brokers do not grant.
void Producer::renew(const std::string& why) {
  renewals_.Increment();
  observe::log(observe::Level::error, "kafka.producer_failed", {{"detail", why}});
  client_->give_up();
  if (stopped_within(options_.renewal_pause)) return;
  auto next = new_client();
  {
    const std::unique_lock lock(client_mutex_);
    std::swap(client_, next);
  }
  observe::log(observe::Level::info, "kafka.producer_renewed", {});
}

bool Producer::stopped_within(std::chrono::milliseconds time) {
  std::unique_lock lock(stop_mutex_);
  return stop_.wait_for(lock, time, [this] { return stopping_.load(); });
}

}  // namespace caravan::kafka
