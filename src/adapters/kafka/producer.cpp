#include "adapters/kafka/producer.hpp"

#include <array>
#include <optional>

#include "observe/log.hpp"

namespace caravan::kafka {
namespace {

ports::Error append_error(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
      return {ports::Errc::overloaded, "the queue of records for Kafka is full"};
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
      return {ports::Errc::invalid, "the record is too large for its topic"};
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

// Records that are confirmed together. It belongs to the coroutine that waits and to the client library, for
// which it holds itself until the last report.
struct Producer::InFlight {
  explicit InFlight(RecordBatch of) : batch(std::move(of)), left(batch.size()) {}
  explicit InFlight(std::size_t count) : batch({}, 1), left(count) {}

  void report(rd_kafka_resp_err_t code, std::size_t count) {
    auto none = RD_KAFKA_RESP_ERR_NO_ERROR;
    const bool first_failure = code != none && failure.compare_exchange_strong(none, code);
    if (first_failure) decided.ring();
    if (left.fetch_sub(count) != count) return;
    const auto keep = std::move(self);
    decided.ring();
  }

  RecordBatch batch;
  std::atomic<std::size_t> left;
  std::atomic<rd_kafka_resp_err_t> failure = RD_KAFKA_RESP_ERR_NO_ERROR;
  runtime::Alarm decided;
  std::shared_ptr<InFlight> self;
};

Producer::Producer(const Connection& connection, const Options& options, runtime::Clock& clock,
                   observe::Metrics& metrics)
    : options_(options),
      clock_(clock),
      confirmed_(
          metrics.counter("caravan_kafka_appended_total", "Records by outcome", {{"outcome", "confirmed"}})),
      failed_(metrics.counter("caravan_kafka_appended_total", "Records by outcome", {{"outcome", "failed"}})),
      queued_(metrics.gauge("caravan_kafka_queue_records", "Records that wait for their confirmation")),
      client_(make_producer(connection, properties(options))),
      reports_(rd_kafka_queue_get_main(client_.get())),
      reporter_([this] { serve_reports(); }) {}

Producer::~Producer() {
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  stopping_ = true;
  rd_kafka_queue_yield(reports_.get());
  reporter_.join();
}

ports::Task<ports::Result<void>> Producer::append(RecordBatch batch) {
  if (batch.size() == 0) co_return ports::Result<void>{};
  const auto in_flight = std::make_shared<InFlight>(std::move(batch));
  in_flight->self = in_flight;
  enqueue(*in_flight, in_flight->batch);
  co_return co_await confirmation(in_flight);
}

void Producer::enqueue(InFlight& in_flight, const RecordBatch& batch) {
  std::vector<rd_kafka_message_t> messages(batch.size());
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto [partition, key, value] = batch.at(i);
    auto& message = messages[i];
    message.partition = partition;
    message.key = const_cast<char*>(key.data());
    message.key_len = key.size();
    message.payload = const_cast<char*>(value.data());
    message.len = value.size();
    message._private = &in_flight;
  }
  rd_kafka_produce_batch(&topic(batch.topic()), RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_PARTITION,
                         messages.data(), static_cast<int>(messages.size()));
  // Once every record that was taken is reported, `in_flight` may be gone: the refused are counted together,
  // before the last of them.
  std::size_t refused = 0;
  auto why = RD_KAFKA_RESP_ERR_NO_ERROR;
  for (const auto& message : messages) {
    if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    ++refused;
    why = message.err;
  }
  failed_.Increment(static_cast<double>(refused));
  queued_.Set(rd_kafka_outq_len(client_.get()));
  if (refused > 0) in_flight.report(why, refused);
}

ports::Task<ports::Result<void>> Producer::append(HeadedRecord record) {
  const auto in_flight = std::make_shared<InFlight>(std::size_t{1});
  in_flight->self = in_flight;
  auto* headers = rd_kafka_headers_new(record.headers.size());
  for (const auto& [name, value] : record.headers)
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  std::array<rd_kafka_vu_t, 6> parts{};
  parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  parts[0].u.cstr = record.topic.c_str();
  parts[1].vtype = RD_KAFKA_VTYPE_KEY;
  parts[1].u.mem = {record.key.data(), record.key.size()};
  parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
  parts[2].u.mem = {record.value.data(), record.value.size()};
  parts[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[3].u.i = RD_KAFKA_MSG_F_COPY;
  parts[4].vtype = RD_KAFKA_VTYPE_OPAQUE;
  parts[4].u.ptr = in_flight.get();
  parts[5].vtype = RD_KAFKA_VTYPE_HEADERS;
  parts[5].u.headers = headers;
  const ErrorPtr error(rd_kafka_produceva(client_.get(), parts.data(), parts.size()));
  if (error) {
    rd_kafka_headers_destroy(headers);  // they stay ours when the record was not taken
    in_flight->report(rd_kafka_error_code(error.get()), 1);
  }
  co_return co_await confirmation(in_flight);
}

ports::Task<ports::Result<void>> Producer::confirmation(std::shared_ptr<InFlight> in_flight) {
  const auto deadline = clock_.now() + options_.confirm_timeout;
  for (;;) {
    const auto failure = in_flight->failure.load();
    if (failure != RD_KAFKA_RESP_ERR_NO_ERROR) co_return append_error(failure);
    if (in_flight->left == 0) co_return ports::Result<void>{};
    if (clock_.now() >= deadline)
      co_return ports::Error{ports::Errc::unavailable, "Kafka did not confirm in time"};
    co_await clock_.wait(in_flight->decided, deadline);
  }
}

rd_kafka_topic_t& Producer::topic(const std::string& name) {
  const std::lock_guard lock(topics_mutex_);
  auto& topic = topics_[name];
  if (!topic) topic.reset(rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
  return *topic;
}

void Producer::serve_reports() {
  constexpr int look_again_after_ms = 1000;
  while (!stopping_ || rd_kafka_outq_len(client_.get()) > 0) {
    const EventPtr event(rd_kafka_queue_poll(reports_.get(), look_again_after_ms));
    if (!event) continue;
    if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_DR) report_all(*event);
    if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR) note_trouble(*event);
  }
}

void Producer::report_all(rd_kafka_event_t& event) {
  std::size_t confirmed = 0, failed = 0;
  // Records of one append mostly come together and are counted in one step.
  InFlight* current = nullptr;
  std::size_t count = 0;
  const auto report_current = [&] {
    if (current) current->report(RD_KAFKA_RESP_ERR_NO_ERROR, count);
    count = 0;
  };
  while (const auto* message = rd_kafka_event_message_next(&event)) {
    auto* in_flight = static_cast<InFlight*>(message->_private);
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++failed;
      in_flight->report(message->err, 1);
      continue;
    }
    ++confirmed;
    if (in_flight != current) report_current();
    current = in_flight;
    ++count;
  }
  report_current();
  confirmed_.Increment(static_cast<double>(confirmed));
  failed_.Increment(static_cast<double>(failed));
  queued_.Set(rd_kafka_outq_len(client_.get()));
}

void Producer::note_trouble(rd_kafka_event_t& event) {
  observe::log(observe::Level::warn, "kafka.producer_error",
               {{"detail", rd_kafka_event_error_string(&event)},
                {"fatal", rd_kafka_event_error_is_fatal(&event) != 0}});
}

}  // namespace caravan::kafka
