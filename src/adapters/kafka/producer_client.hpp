#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "adapters/kafka/append_deadlines.hpp"
#include "adapters/kafka/client_settings.hpp"
#include "adapters/kafka/record_batch.hpp"
#include "observe/failure_log.hpp"
#include "observe/metrics.hpp"

namespace caravan::kafka {

// A record with headers, for topics of which few records are expected.
struct HeadedRecord {
  std::string topic;
  std::string key;
  std::string value;
  std::vector<std::pair<std::string, std::string>> headers;
};

// How often records were confirmed, and how often given up.
struct Outcomes {
  observe::Counter& confirmed;
  observe::Counter& failed;
};

// Records that are confirmed together. It belongs to the client library, for which it holds itself until the
// last report. Thread-safe.
struct InFlight {
  InFlight(RecordBatch of, std::size_t records, std::shared_ptr<Confirmation> who, Outcomes& counted)
      : batch(std::move(of)), count(records), waiting(std::move(who)), outcomes(counted) {}

  void report(rd_kafka_resp_err_t code, std::size_t records);

  RecordBatch batch;
  const std::size_t count;
  std::shared_ptr<Confirmation> waiting;
  Outcomes& outcomes;
  std::atomic<std::size_t> left = count;
  std::atomic<std::size_t> failed = 0;
  std::shared_ptr<InFlight> self;
};

// One producer of the client library, for its life: to a fatal error or the end of its owner. Records may be
// put in by any thread; one thread serves it.
class ProducerClient {
 public:
  // Throws as `make_producer`. `outcomes` must outlive the client.
  ProducerClient(const ClientSettings& settings, const std::vector<Property>& own, Outcomes& outcomes);
  ProducerClient(const ProducerClient&) = delete;
  ProducerClient& operator=(const ProducerClient&) = delete;
  ~ProducerClient();  // gives up what is not reported

  // Hands the records over. Each is reported once, those that are refused before the call returns.
  void put(RecordBatch batch, std::shared_ptr<Confirmation> waiting);
  void put(const HeadedRecord& record, std::shared_ptr<Confirmation> waiting);
  // Records that are not reported yet.
  std::size_t queued() const { return static_cast<std::size_t>(rd_kafka_outq_len(client_.get())); }

  // Waits for trouble, for so long at most, and writes it to the log.
  void serve(std::chrono::milliseconds patience);
  // Makes `serve` return.
  void wake() { rd_kafka_queue_yield(events_.get()); }
  // Why it takes no records any more; empty while it does.
  std::string fatal_error() const;
  // Every record that is not confirmed is reported as failed, mostly before this returns.
  void give_up();

 private:
  std::shared_ptr<InFlight> in_flight(RecordBatch batch, std::size_t records,
                                      std::shared_ptr<Confirmation> waiting);
  rd_kafka_topic_t& topic(const std::string& name);

  Outcomes& outcomes_;
  ClientPtr client_;
  std::mutex topics_mutex_;
  std::map<std::string, TopicPtr> topics_;
  QueuePtr events_;
  observe::FailureLog trouble_{observe::Level::warn, {"kafka.producer_error", ""}};
};

}  // namespace caravan::kafka
