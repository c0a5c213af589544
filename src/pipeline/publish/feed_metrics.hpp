#pragma once

#include <cstdint>

#include "observe/metrics.hpp"
#include "pipeline/publish/waiting.hpp"
#include "ports/feed.hpp"

namespace caravan::publish {

// What an operator sees of the hop: outcomes, what they cost, what waits. Not thread-safe.
class FeedMetrics {
 public:
  explicit FeedMetrics(observe::Metrics& metrics);

  void note(Verdict verdict, const ports::FeedCost& cost);
  void note(const Waiting& waiting);

 private:
  observe::Counter& shown_;
  observe::Counter& again_;
  observe::Counter& refused_;
  observe::Counter& reads_;
  observe::Counter& writes_;
  observe::Counter& deletes_;
  observe::Counter& bytes_out_;
  observe::Counter& left_to_history_;
  std::uint64_t left_before_ = 0;
  observe::Gauge& slots_;
  observe::Gauge& under_way_;
  observe::Gauge& bytes_;
};

}  // namespace caravan::publish
