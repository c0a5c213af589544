#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "domain/windows.hpp"
#include "observe/metrics.hpp"
#include "pipeline/retries.hpp"
#include "ports/feed.hpp"
#include "ports/message_log.hpp"
#include "runtime/clock.hpp"

namespace caravan::publish {

struct Options {
  std::chrono::milliseconds per_recipient_interval{
      1000};  // at most one write an interval to one recipient's place
  domain::Windows::Options windows;
  std::size_t batches_max = 256;  // read together
  runtime::Backoff::Options retry = pipeline::kRetryBackoff;
};

// The last hop: shows batches in the feed, no recipient's more often than the interval; batches that come
// quicker travel together. Published again after a restart is harmless, because the feed is idempotent.
class Publish {
 public:
  // All references must outlive this object.
  Publish(Options options, ports::BatchConsumer& batches, ports::Feed& feed, runtime::Clock& clock,
          runtime::Random& random, observe::Metrics& metrics);

  // Runs until cancelled. A batch that the feed refuses for good is counted, reported and left out.
  ports::Task<void> run();

 private:
  ports::Task<void> read();
  ports::Task<void> show(domain::Batch batch);
  ports::Task<void> settle();

  Options options_;
  domain::LeadingPolicy pace_;
  domain::Windows windows_;
  ports::BatchConsumer& batches_;
  ports::Feed& feed_;
  runtime::Clock& clock_;
  pipeline::Retries retries_;
  ports::Offset settled_ = 0;
  observe::Counter& published_;
  observe::Counter& refused_;
};

}  // namespace caravan::publish
