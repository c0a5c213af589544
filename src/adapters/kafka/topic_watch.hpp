#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "adapters/kafka/client_settings.hpp"
#include "adapters/kafka/topics.hpp"
#include "observe/metrics.hpp"
#include "runtime/backoff.hpp"

namespace caravan::kafka {

// Sees to the topics on a thread of its own, until they are as planned: the process comes up while the
// cluster is away, and a topic that an operator puts right is taken without a restart. Thread-safe.
class TopicWatch {
 public:
  // `settings` were accepted by another client. The references must outlive the watch.
  TopicWatch(const ClientSettings& settings, TopicPlan plan, runtime::Random& random,
             observe::Metrics& metrics);
  TopicWatch(const TopicWatch&) = delete;
  TopicWatch& operator=(const TopicWatch&) = delete;
  ~TopicWatch();

  // Nothing once the topics are as planned; until then why nothing can be read or written.
  std::optional<ports::Error> problem() const;

 private:
  void work();
  void note(const ports::Error& problem);
  bool stopped_within(std::chrono::milliseconds time);

  ClientSettings client_settings_;
  TopicPlan plan_;
  runtime::Backoff backoff_;
  observe::Gauge& ready_gauge_;
  std::atomic<bool> ready_ = false;
  mutable std::mutex mutex_;
  std::condition_variable stop_;
  std::stop_source stopping_;
  ports::Error problem_{ports::Errc::unavailable, "Kafka has not answered yet"};
  std::thread thread_;
};

}  // namespace caravan::kafka
