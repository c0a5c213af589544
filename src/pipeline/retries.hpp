#pragma once

#include <chrono>
#include <string>

#include "observe/failure_log.hpp"
#include "observe/metrics.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"
#include "runtime/backoff.hpp"
#include "runtime/clock.hpp"

namespace caravan::pipeline {

// Retrying is one cheap call per hop, so retry often and notice a recovered store quickly.
inline constexpr runtime::Backoff::Options kRetryBackoff{.longest = std::chrono::seconds(2)};

// How a hop goes on after a failed call: counts it, reports it, and waits before the next try. Not
// thread-safe: one coroutine drives it.
class Retries {
 public:
  // `hop` stands in the log lines `<hop>.retry` and `<hop>.retry_ended` and in the counter
  // `caravan_<hop>_retries_total`. All references must outlive this object.
  Retries(std::string hop, runtime::Backoff::Options backoff, runtime::Clock& clock, runtime::Random& random,
          observe::Metrics& metrics);

  ports::Task<void> wait_after(ports::Error error);
  // After a call that went well: the next failure is the first of its row again.
  void reset() {
    backoff_.reset();
    failures_.succeeded(clock_.now());
  }

 private:
  observe::FailureLog failures_;
  runtime::Backoff backoff_;
  runtime::Clock& clock_;
  observe::Counter& retries_;
};

}  // namespace caravan::pipeline
