#pragma once

#include "simulation.hpp"

namespace caravan::simulation {

// One run of an installation: several nodes whose clocks differ, a history and a log without a common
// transaction, and people who do not wait for ever. The same options give the same outcome.
Outcome simulate_installation(Options options, observe::Metrics& metrics);

}  // namespace caravan::simulation
