#pragma once

#include <chrono>

namespace caravan::bench::windows {

// Writes per message of a Poisson stream, as formulas say. `rate` is in messages a second.
double anchored_writes(double rate, std::chrono::duration<double> wait);
double adaptive_writes(double rate, std::chrono::duration<double> wait);
double inactivity_writes(double rate, std::chrono::duration<double> silence, unsigned count_max);
// The wait at which anchored windows write so often.
std::chrono::duration<double> anchored_wait(double rate, double writes);

}  // namespace caravan::bench::windows
