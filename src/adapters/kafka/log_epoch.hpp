#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "adapters/kafka/cluster.hpp"
#include "observe/failure_log.hpp"

namespace caravan::kafka {

// The deliveries' epoch (epoch.hpp), as live nodes tell it their readers. A thread of its own asks the
// brokers, at first and then again and again, since they forget what nobody renews: who wants to know it
// waits for nothing. Thread-safe.
class LogEpoch {
 public:
  struct Options {
    std::chrono::milliseconds renewal = std::chrono::hours(1);
    std::chrono::milliseconds retry{1'000};  // from one failed question to the next
  };

  // `cluster` must outlive this object.
  LogEpoch(Cluster& cluster, Options options);
  LogEpoch(const LogEpoch&) = delete;
  LogEpoch& operator=(const LogEpoch&) = delete;
  // Waits for a question under way, some of the cluster's `request_timeout`s at most.
  ~LogEpoch();

  // What was known before stays known while the brokers do not answer. `unavailable` before their first
  // answer.
  ports::Result<std::string> get() const;
  // Asks at once, for a topic that may be another one than before. Blocks for some `request_timeout`s at
  // most.
  ports::Result<std::string> ask();

 private:
  void work();

  Cluster& cluster_;
  const Options options_;
  ClientPtr client_;
  std::mutex asking_;  // of two who ask a new topic together, each would leave a value of its own
  mutable std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  ports::Result<std::string> known_ = ports::Error{ports::Errc::unavailable, "not asked yet"};
  observe::FailureLog failures_{observe::Level::warn, {"kafka.epoch_not_renewed", "kafka.epoch_renewed"}};
  std::thread thread_;  // last: it uses the rest
};

}  // namespace caravan::kafka
