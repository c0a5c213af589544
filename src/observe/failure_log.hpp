#pragma once

#include <atomic>
#include <chrono>
#include <initializer_list>
#include <mutex>
#include <string>

#include "observe/log.hpp"
#include "observe/outage.hpp"

namespace caravan::observe {

// The log lines of a failure that may repeat, as docs/runbook.md promises them: one when it begins, then one
// after each silence with `failed_in_a_row`, and one when it is over that says how long it lasted.
// Thread-safe.
class FailureLog {
 public:
  using Time = Outage::Time;
  struct Events {
    std::string failed;
    std::string ended;  // empty when the failures of this kind have no end of their own
  };

  FailureLog(Level level, Events events, std::chrono::seconds silence = std::chrono::seconds(10))
      : level_(level), events_(std::move(events)), outage_(silence) {}

  // `now` of a monotonic clock. With an end: this failed, and nothing in between has succeeded.
  void failed(Time now, std::initializer_list<Field> fields = {});
  // After each success; costs nothing while nothing fails.
  void succeeded(Time now) {
    if (failing_.load(std::memory_order_relaxed)) end(now);
  }

 private:
  void end(Time now);

  const Level level_;
  const Events events_;
  std::atomic<bool> failing_ = false;
  std::mutex mutex_;
  Outage outage_;
};

}  // namespace caravan::observe
