#include "bench/windows/theory.hpp"

#include <cmath>

#include "domain/window_policy.hpp"

namespace caravan::bench::windows {

using Seconds = std::chrono::duration<double>;

double anchored_writes(double rate, Seconds wait) {
  return 1 / (1 + rate * wait.count());
}

// The first message after a flush comes when it is quiet with probability e^(-rate quiet), and leaves alone;
// else it waits, and takes those of the wait along.
double adaptive_writes(double rate, Seconds wait) {
  const double gathered = rate * wait.count();
  return 1 / (1 + gathered * (1 - std::exp(-domain::AdaptivePolicy::kQuietWaits * gathered)));
}

// Silence follows a message with probability q = e^(-rate silence); a window ends at the first silence or
// when it is full.
double inactivity_writes(double rate, Seconds silence, unsigned count_max) {
  const double q = std::exp(-rate * silence.count());
  return q / (1 - std::pow(1 - q, count_max));
}

Seconds anchored_wait(double rate, double writes) {
  return Seconds((1 / writes - 1) / rate);
}

}  // namespace caravan::bench::windows
