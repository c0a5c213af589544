#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/kafka/connection.hpp"
#include "adapters/kafka/record_batch.hpp"
#include "observe/metrics.hpp"
#include "ports/task.hpp"
#include "runtime/alarm.hpp"
#include "runtime/clock.hpp"

namespace caravan::kafka {

// A record with headers, for topics of which few records are expected.
struct HeadedRecord {
  std::string topic;
  std::string key;
  std::string value;
  std::vector<std::pair<std::string, std::string>> headers;
};

// The one writer of this process: idempotent, confirmed by every in-sync replica, with a bounded queue.
// Thread-safe.
class Producer {
 public:
  struct Options {
    std::size_t queue_records_max = 100'000;  // that wait for their confirmation
    std::size_t queue_bytes_max = 64 << 20;
    std::chrono::milliseconds confirm_timeout{5000};  // from handing over to confirmation
    std::chrono::milliseconds linger{2};              // waits so long for others to travel together
    std::string compression = "lz4";
  };

  // Throws `std::invalid_argument` for a bad option. `clock` and `metrics` must outlive the producer.
  Producer(const Connection& connection, const Options& options, runtime::Clock& clock,
           observe::Metrics& metrics);
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;
  ~Producer();  // gives up what is not confirmed

  // Resumes when every record is confirmed. `overloaded`: the queue was full; `invalid`: a record is too
  // large for its topic; `unavailable`: not confirmed in time. After an error some or all may be in the log
  // all the same. Records of one key stand in the log in the order in which they were appended.
  ports::Task<ports::Result<void>> append(RecordBatch batch);
  ports::Task<ports::Result<void>> append(HeadedRecord record);

  rd_kafka_t& client() { return *client_; }
  const Options& options() const { return options_; }

 private:
  struct InFlight;

  rd_kafka_topic_t& topic(const std::string& name);
  void enqueue(InFlight& in_flight, const RecordBatch& batch);
  ports::Task<ports::Result<void>> confirmation(std::shared_ptr<InFlight> in_flight);
  void serve_reports();
  void report_all(rd_kafka_event_t& event);
  void note_trouble(rd_kafka_event_t& event);

  Options options_;
  runtime::Clock& clock_;
  observe::Counter& confirmed_;
  observe::Counter& failed_;
  observe::Gauge& queued_;
  ClientPtr client_;
  std::mutex topics_mutex_;
  std::map<std::string, TopicPtr> topics_;
  QueuePtr reports_;
  std::atomic<bool> stopping_ = false;
  std::thread reporter_;
};

}  // namespace caravan::kafka
