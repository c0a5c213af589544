#include "pipeline/retries.hpp"

namespace caravan::pipeline {

Retries::Retries(std::string hop, runtime::Backoff::Options backoff, runtime::Clock& clock,
                 runtime::Random& random, observe::Metrics& metrics)
    : failures_(observe::Level::warn, {hop + ".retry", hop + ".retry_ended"}),
      backoff_(backoff, random),
      clock_(clock),
      retries_(metrics.counter("caravan_" + hop + "_retries_total",
                               "Failed calls that were repeated after a wait")) {}

ports::Task<void> Retries::wait_after(ports::Error error) {
  retries_.Increment();
  failures_.failed(clock_.now(), {{"error", to_string(error.code)}, {"detail", error.detail}});
  co_await clock_.sleep_until(clock_.now() + backoff_.next());
}

}  // namespace caravan::pipeline
