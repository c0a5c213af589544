#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "domain/windows.hpp"
#include "observe/metrics.hpp"
#include "pipeline/aggregate/attendance.hpp"
#include "pipeline/aggregate/handover.hpp"
#include "pipeline/aggregate/held.hpp"
#include "pipeline/aggregate/spending.hpp"
#include "pipeline/retries.hpp"
#include "ports/message_log.hpp"
#include "ports/reader_presence.hpp"
#include "runtime/clock.hpp"

namespace caravan::aggregate {

struct Options {
  domain::Windows::Options windows;
  Spending::Options spending;
  std::size_t deliveries_max = 1024;                // read together
  std::chrono::milliseconds settle_interval{1000};  // how often progress without a batch is remembered
  Attendance::Options attendance;
  Held::Options held;
  // How soon it is noticed that a reader went who may not have got what is held for him.
  std::chrono::milliseconds presence_interval{250};
  runtime::Backoff::Options retry = pipeline::kRetryBackoff;
};

// The hop that saves writes: gathers what one reader is to get into batches, and makes none for who is served
// by a socket or has not been seen for long, nor of what every listener of his has fetched by itself. Open
// windows, and what is held for readers who may turn up, live in memory only; the log is read again from the
// oldest of them after a restart, so none of them is lost.
class Aggregate {
 public:
  // All references must outlive this object. Without `presence` batches are made for everybody.
  Aggregate(Options options, const domain::WindowPolicy& policy, ports::AggregateStage& stage,
            ports::PresenceWatch* presence, runtime::Clock& clock, runtime::Random& random,
            observe::Metrics& metrics);

  // Runs until cancelled.
  ports::Task<void> run();

  // Recipients whose window is open: at most `windows.open_max`. On the hop's own loop.
  std::size_t open_windows() const { return windows_.open(); }
  // What waits for readers who may turn up. On the hop's own loop.
  const Held& held() const { return held_; }

 private:
  ports::Task<void> read();
  void take(const ports::Logged<domain::Delivery>& logged, runtime::SteadyTime now);
  void attend(runtime::SteadyTime now);
  void cover(domain::UserId reader, runtime::SteadyTime now);
  void spare(const domain::PresenceEvent& said, runtime::SteadyTime now);
  void drop_until(domain::UserId reader, std::int64_t place, runtime::SteadyTime now);
  bool has_it(domain::UserId reader, std::int64_t place, runtime::SteadyTime now) const;
  void note_sizes();
  ports::Offset settled() const;
  runtime::SteadyTime next_deadline() const;

  Options options_;
  domain::Windows windows_;
  Attendance attendance_;
  Held held_;
  ports::AggregateStage& stage_;
  ports::PresenceWatch* const presence_;
  runtime::Clock& clock_;
  pipeline::Retries retries_;
  Handover<domain::Delivery> handover_;
  observe::Counter& messages_;
  observe::Counter& left_out_;
  observe::Counter& spared_;
  observe::Counter& let_go_early_;
  observe::Gauge& open_windows_;
  observe::Gauge& held_messages_;
  observe::Gauge& readers_;
};

}  // namespace caravan::aggregate
