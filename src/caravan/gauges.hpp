#pragma once

#include "observe/metrics.hpp"

// Gauges that several parts have alike. What is measured must outlive the last look at the metrics.
namespace caravan {

// `consumer.behind()` answers from any thread.
template <class Consumer>
void lag_gauge(observe::Metrics& metrics, const char* hop, const Consumer& consumer) {
  metrics.sampled_gauge("caravan_log_lag_records", "How far a hop is behind the end of its log",
                        {{"hop", hop}}, [&consumer] { return static_cast<double>(consumer.behind()); });
}

// `queue.queued()` answers from any thread.
template <class Queue>
void queue_gauge(observe::Metrics& metrics, const char* pool, const Queue& queue) {
  metrics.sampled_gauge("caravan_pool_queued", "Jobs that wait for a thread", {{"pool", pool}},
                        [&queue] { return static_cast<double>(queue.queued()); });
}

}  // namespace caravan
