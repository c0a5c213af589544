#include "adapters/kafka/producer_client.hpp"

#include <array>

#include "observe/log.hpp"

namespace caravan::kafka {
namespace {

Reported report_all(rd_kafka_event_t& event) {
  Reported reported;
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
      ++reported.failed;
      in_flight->report(message->err, 1);
      continue;
    }
    ++reported.confirmed;
    if (in_flight != current) report_current();
    current = in_flight;
    ++count;
  }
  report_current();
  return reported;
}

void note_trouble(rd_kafka_event_t& event) {
  observe::log(observe::Level::warn, "kafka.producer_error",
               {{"detail", rd_kafka_event_error_string(&event)},
                {"fatal", rd_kafka_event_error_is_fatal(&event) != 0}});
}

}  // namespace

void InFlight::report(rd_kafka_resp_err_t code, std::size_t count) {
  auto none = RD_KAFKA_RESP_ERR_NO_ERROR;
  const bool first_failure = code != none && failure.compare_exchange_strong(none, code);
  if (first_failure) decided.ring();
  if (left.fetch_sub(count) != count) return;
  const auto keep = std::move(self);
  decided.ring();
}

ProducerClient::ProducerClient(const Connection& connection, const std::vector<Property>& own)
    : client_(make_producer(connection, own)), reports_(rd_kafka_queue_get_main(client_.get())) {}

std::size_t ProducerClient::put(InFlight& in_flight) {
  const auto& batch = in_flight.batch;
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
  if (refused > 0) in_flight.report(why, refused);
  return refused;
}

std::size_t ProducerClient::put(InFlight& in_flight, const HeadedRecord& record) {
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
  parts[4].u.ptr = &in_flight;
  parts[5].vtype = RD_KAFKA_VTYPE_HEADERS;
  parts[5].u.headers = headers;
  const ErrorPtr error(rd_kafka_produceva(client_.get(), parts.data(), parts.size()));
  if (!error) return 0;
  rd_kafka_headers_destroy(headers);  // they stay ours when the record was not taken
  in_flight.report(rd_kafka_error_code(error.get()), 1);
  return 1;
}

Reported ProducerClient::serve() {
  constexpr int look_again_after_ms = 1000;
  const EventPtr event(rd_kafka_queue_poll(reports_.get(), look_again_after_ms));
  if (!event) return {};
  if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_DR) return report_all(*event);
  if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR) note_trouble(*event);
  return {};
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
