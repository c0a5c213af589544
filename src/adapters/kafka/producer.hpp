#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

#include "adapters/kafka/producer_client.hpp"
#include "observe/metrics.hpp"
#include "ports/message_log.hpp"
#include "ports/task.hpp"
#include "runtime/clock.hpp"

namespace caravan::kafka {

// The one writer of this process: idempotent, confirmed by every in-sync replica, with a bounded queue. A
// fatal error of the client library, after which that client takes nothing more, fails what was not
// confirmed and puts a new client in its place. Thread-safe.
class Producer {
 public:
  struct Options {
    std::size_t queue_records_max = 100'000;  // that wait for their confirmation
    std::size_t queue_bytes_max = 64 << 20;
    std::chrono::milliseconds confirm_timeout{5000};  // from handing over to confirmation
    std::chrono::milliseconds linger{2};              // waits so long for others to travel together
    std::string compression = "lz4";
    std::chrono::milliseconds renewal_pause{1000};  // before a client that failed for good is replaced
  };

  // Throws `std::invalid_argument` for a bad option. `clock` and `metrics` must outlive the producer.
  Producer(const ClientSettings& settings, const Options& options, runtime::Clock& clock,
           observe::Metrics& metrics);
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;
  ~Producer();  // gives up what is not confirmed

  // Resumes when every record is confirmed, or within 100 ms of `deadline`. `overloaded`: the queue was full;
  // `invalid`: a record is too large for its topic; `unavailable`: not confirmed in time, or given up with
  // the client. After an error some or all may be in the log all the same. Records of one key stand in the
  // log in the order in which they were appended.
  ports::Task<ports::Result<void>> append(RecordBatch batch,
                                          ports::SteadyTime deadline = ports::SteadyTime::max());
  ports::Task<ports::Result<void>> append(HeadedRecord record);

  const Options& options() const { return options_; }

 private:
  std::unique_ptr<ProducerClient> new_client();
  template <class Records>
  void put(Records&& records, ports::SteadyTime deadline, std::shared_ptr<Confirmation> waiting);
  void work();
  void renew(const std::string& why);
  bool stopped_within(std::chrono::milliseconds time);

  ClientSettings client_settings_;
  Options options_;
  runtime::Clock& clock_;
  Outcomes outcomes_;
  observe::Counter& renewals_;
  observe::Gauge& queued_;
  AppendDeadlines deadlines_;
  std::shared_mutex client_mutex_;  // shared by those who put records in; the worker replaces the client
  std::unique_ptr<ProducerClient> client_;
  std::mutex stop_mutex_;
  std::condition_variable stop_;
  std::atomic<bool> stopping_ = false;
  std::thread worker_;
};

}  // namespace caravan::kafka
