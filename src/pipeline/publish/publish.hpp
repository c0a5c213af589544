#pragma once

#include <chrono>
#include <cstddef>

#include "observe/metrics.hpp"
#include "observe/outage.hpp"
#include "pipeline/publish/feed_metrics.hpp"
#include "pipeline/publish/waiting.hpp"
#include "pipeline/retries.hpp"
#include "ports/feed.hpp"
#include "ports/message_log.hpp"
#include "runtime/auto_reset_event.hpp"
#include "runtime/clock.hpp"
#include "runtime/task_group.hpp"

namespace caravan::publish {

struct Options {
  Waiting::Options waiting;
  std::size_t batches_max = 256;                              // read together
  std::chrono::milliseconds settle_interval{1000};            // how often progress is remembered
  runtime::Backoff::Options retry = pipeline::kRetryBackoff;  // of the log's calls
};

// The last hop: shows batches in the feed, many at once and no recipient's more often than the interval;
// batches that come quicker travel together. Published again after a restart is harmless, because the feed is
// idempotent.
class Publish {
 public:
  // All references must outlive this object, and it must outlive the tasks that `run` spawns.
  Publish(Options options, ports::BatchConsumer& batches, ports::Feed& feed, runtime::Clock& clock,
          runtime::Random& random, observe::Metrics& metrics);

  // Runs until cancelled, as do the tasks that it spawns: one for each write. A batch that the feed refuses
  // for good is counted, reported and left out; its recipient finds a gap.
  ports::Task<void> run(runtime::TaskGroup& tasks);

 private:
  ports::Task<void> read();
  ports::Task<void> write(runtime::TaskGroup& tasks);
  ports::Task<void> show(Waiting::Ready ready);
  ports::Task<void> settle();
  void report(Verdict verdict, const domain::BatchKey& key, const ports::Result<void>& outcome);
  Verdict decide(Slot slot, const ports::FeedAnswer& answer);
  bool may_settle() const;

  Options options_;
  Waiting waiting_;
  ports::BatchConsumer& batches_;
  ports::Feed& feed_;
  runtime::Clock& clock_;
  pipeline::Retries retries_;
  FeedMetrics seen_;
  observe::Outage failures_;
  observe::Outage refusals_;
  runtime::AutoResetEvent work_;  // for the writer: something was added or answered
  runtime::AutoResetEvent room_;  // for the reader: something was answered
  ports::Offset settled_ = 0;
  runtime::SteadyTime settled_at_;
};

}  // namespace caravan::publish
