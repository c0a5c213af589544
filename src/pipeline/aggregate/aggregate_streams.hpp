#pragma once

#include <chrono>
#include <cstddef>

#include "domain/windows.hpp"
#include "observe/metrics.hpp"
#include "pipeline/aggregate/handover.hpp"
#include "pipeline/retries.hpp"
#include "ports/message_log.hpp"
#include "runtime/clock.hpp"

namespace caravan::aggregate {

// The hop that saves writes for a feed with documents of what one person writes in one chat: a window for
// each such stream, whoever reads it and by whatever way. Open windows live in memory only; the log is read
// again from the oldest of them after a restart, so none of them is lost.
class AggregateStreams {
 public:
  struct Options {
    domain::Windows::Options windows;
    Handover<domain::Message>::Options handover;
    std::size_t messages_max = 1024;  // read together
    runtime::Backoff::Options retry = pipeline::kRetryBackoff;
  };

  // References must outlive this object.
  AggregateStreams(Options options, const domain::WindowPolicy& policy, ports::StreamStage& stage,
                   runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics);

  // Runs until cancelled.
  ports::Task<void> run();

 private:
  ports::Task<void> read();
  runtime::SteadyTime next_deadline() const;

  const Options options_;
  domain::Windows windows_;
  ports::StreamStage& stage_;
  runtime::Clock& clock_;
  pipeline::Retries retries_;
  Handover<domain::Message> handover_;
  observe::Counter& messages_;
  observe::Gauge& open_windows_;
};

}  // namespace caravan::aggregate
