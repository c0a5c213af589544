#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "adapters/kafka/connection.hpp"
#include "adapters/kafka/record_batch.hpp"
#include "runtime/alarm.hpp"

namespace caravan::kafka {

// A record with headers, for topics of which few records are expected.
struct HeadedRecord {
  std::string topic;
  std::string key;
  std::string value;
  std::vector<std::pair<std::string, std::string>> headers;
};

// Records that are confirmed together. It belongs to the coroutine that waits and to the client library, for
// which it holds itself until the last report. Thread-safe.
struct InFlight {
  explicit InFlight(RecordBatch of) : batch(std::move(of)), left(batch.size()) {}
  explicit InFlight(std::size_t count) : batch({}, 1), left(count) {}

  void report(rd_kafka_resp_err_t code, std::size_t count);

  RecordBatch batch;
  std::atomic<std::size_t> left;
  std::atomic<rd_kafka_resp_err_t> failure = RD_KAFKA_RESP_ERR_NO_ERROR;  // the first one
  runtime::Alarm decided;
  std::shared_ptr<InFlight> self;
};

// How many records were reported.
struct Reported {
  std::size_t confirmed = 0;
  std::size_t failed = 0;
};

// One producer of the client library, for its life: to a fatal error or the end of its owner. Records may be
// put in by any thread; one thread serves it.
class ProducerClient {
 public:
  // Throws as `make_producer`.
  ProducerClient(const Connection& connection, const std::vector<Property>& own);

  // Hands the records over; returns how many of them were refused, and are reported so.
  std::size_t put(InFlight& in_flight);
  std::size_t put(InFlight& in_flight, const HeadedRecord& record);
  // Records that are not reported yet.
  std::size_t queued() const { return static_cast<std::size_t>(rd_kafka_outq_len(client_.get())); }

  // Waits a second at most for reports, and passes them on.
  Reported serve();
  // Makes `serve` return.
  void wake() { rd_kafka_queue_yield(reports_.get()); }
  // Why it takes no records any more; empty while it does.
  std::string fatal_error() const;
  // Every record that is not confirmed is reported as failed by what is served from now on.
  void give_up() { rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT); }

 private:
  rd_kafka_topic_t& topic(const std::string& name);

  ClientPtr client_;
  std::mutex topics_mutex_;
  std::map<std::string, TopicPtr> topics_;
  QueuePtr reports_;
};

}  // namespace caravan::kafka
