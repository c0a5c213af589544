#pragma once

#include "runtime/manual_clock.hpp"

namespace caravan::simulation {

// A node's clock: it runs as fast as all others and shows another time.
class SkewedClock final : public runtime::Clock {
 public:
  SkewedClock(runtime::ManualClock& clock, std::chrono::milliseconds skew) : clock_(clock), skew_(skew) {}

  runtime::SteadyTime now() const override { return clock_.now(); }
  runtime::SystemTime wall() const override { return clock_.wall() + skew_; }
  boost::asio::awaitable<void> wait(runtime::AutoResetEvent& event, runtime::SteadyTime deadline) override {
    return clock_.wait(event, deadline);
  }

 private:
  runtime::ManualClock& clock_;
  const std::chrono::milliseconds skew_;
};

}  // namespace caravan::simulation
