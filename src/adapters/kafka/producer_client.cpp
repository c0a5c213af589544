#include "adapters/kafka/producer_client.hpp"

#include <array>

namespace caravan::kafka {
namespace {

// The library reports what a call refuses within that call as well; it is counted by whoever made it.
thread_local bool handing_over = false;

struct HandingOver {
  HandingOver() { handing_over = true; }
  ~HandingOver() { handing_over = false; }
};

rd_kafka_resp_err_t on_outcome(rd_kafka_t*, rd_kafka_message_t* record, void*) {
  if (!handing_over) static_cast<InFlight*>(record->_private)->report(record->err, 1);
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

}  // namespace

void InFlight::report(rd_kafka_resp_err_t code, std::size_t records) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    failed += records;
    outcomes.failed.Increment(static_cast<double>(records));
    waiting->set_value(code);
  }
  if (left.fetch_sub(records) != records) return;
  const auto keep = std::move(self);
  outcomes.confirmed.Increment(static_cast<double>(count - failed));
  waiting->set_value(RD_KAFKA_RESP_ERR_NO_ERROR);
}

ProducerClient::ProducerClient(const ClientSettings& settings, const std::vector<Property>& own,
                               Outcomes& outcomes)
    : outcomes_(outcomes),
      client_(make_producer(settings, own, on_outcome)),
      events_(rd_kafka_queue_get_main(client_.get())) {}

ProducerClient::~ProducerClient() {
  give_up();
}

std::shared_ptr<InFlight> ProducerClient::in_flight(RecordBatch batch, std::size_t records,
                                                    std::shared_ptr<Confirmation> waiting) {
  auto made = std::make_shared<InFlight>(std::move(batch), records, std::move(waiting), outcomes_);
  made->self = made;
  return made;
}

void ProducerClient::put(RecordBatch records, std::shared_ptr<Confirmation> waiting) {
  const auto count = records.size();
  const auto together = in_flight(std::move(records), count, std::move(waiting));
  const auto& batch = together->batch;
  std::vector<rd_kafka_message_t> messages(count);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto [partition, key, value] = batch.at(i);
    auto& message = messages[i];
    message.partition = partition;
    message.key = const_cast<char*>(key.data());
    message.key_len = key.size();
    message.payload = const_cast<char*>(value.data());
    message.len = value.size();
    message._private = together.get();
  }
  const HandingOver within;
  rd_kafka_produce_batch(&topic(batch.topic()), RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_PARTITION,
                         messages.data(), static_cast<int>(messages.size()));
  std::size_t refused = 0;
  auto why = RD_KAFKA_RESP_ERR_NO_ERROR;
  for (const auto& message : messages) {
    if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    ++refused;
    why = message.err;
  }
  if (refused > 0) together->report(why, refused);
}

void ProducerClient::put(const HeadedRecord& record, std::shared_ptr<Confirmation> waiting) {
  const auto alone = in_flight(RecordBatch({}, 1), 1, std::move(waiting));
  auto* headers = rd_kafka_headers_new(record.headers.size());
  for (const auto& [name, value] : record.headers)
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  std::array<rd_kafka_vu_t, 6> parts{};
  parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  parts[0].u.cstr = record.topic.c_str();
  parts[1].vtype = RD_KAFKA_VTYPE_KEY;
  parts[1].u.mem = {const_cast<char*>(record.key.data()), record.key.size()};
  parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
  parts[2].u.mem = {const_cast<char*>(record.value.data()), record.value.size()};
  parts[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[3].u.i = RD_KAFKA_MSG_F_COPY;
  parts[4].vtype = RD_KAFKA_VTYPE_OPAQUE;
  parts[4].u.ptr = alone.get();
  parts[5].vtype = RD_KAFKA_VTYPE_HEADERS;
  parts[5].u.headers = headers;
  const HandingOver within;
  const ErrorPtr error(rd_kafka_produceva(client_.get(), parts.data(), parts.size()));
  if (!error) return;
  rd_kafka_headers_destroy(headers);  // they stay ours when the record was not taken
  alone->report(rd_kafka_error_code(error.get()), 1);
}

void ProducerClient::serve(std::chrono::milliseconds patience) {
  const EventPtr event(rd_kafka_queue_poll(events_.get(), static_cast<int>(patience.count())));
  if (event && rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR)
    trouble_.failed(std::chrono::steady_clock::now(),
                    {{"detail", rd_kafka_event_error_string(event.get())},
                     {"fatal", rd_kafka_event_error_is_fatal(event.get()) != 0}});
}

void ProducerClient::give_up() {
  // Milliseconds are enough. Whatever is left is reported when the client goes.
  constexpr int patience_ms = 2000;
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_flush(client_.get(), patience_ms);
}

std::string ProducerClient::fatal_error() const {
  char reason[512] = "";
  const auto code = rd_kafka_fatal_error(client_.get(), reason, sizeof reason);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return std::string(rd_kafka_err2str(code)) + ": " + reason;
}

rd_kafka_topic_t& ProducerClient::topic(const std::string& name) {
  const std::lock_guard lock(topics_mutex_);
  auto& topic = topics_[name];
  if (!topic) topic.reset(rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
  return *topic;
}

}  // namespace caravan::kafka
