#pragma once

#include "domain/time_uuid.hpp"
#include "runtime/manual_clock.hpp"

namespace caravan::services {

// Time that moves by a tick whenever somebody looks: chats and messages made one after the other have
// different times.
class TickingClock final : public runtime::Clock {
 public:
  explicit TickingClock(runtime::ManualClock& clock) : clock_(clock) {}

  runtime::SteadyTime now() const override { return clock_.now(); }
  runtime::SystemTime wall() const override {
    clock_.advance(domain::TimeUuidTicks(1));
    return clock_.wall();
  }
  boost::asio::awaitable<void> wait(runtime::AutoResetEvent& event, runtime::SteadyTime deadline) override {
    return clock_.wait(event, deadline);
  }

 private:
  runtime::ManualClock& clock_;
};

}  // namespace caravan::services
