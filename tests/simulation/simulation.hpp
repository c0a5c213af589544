#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bug.hpp"
#include "observe/metrics.hpp"

namespace caravan::simulation {

struct Options {
  std::uint64_t seed = 1;
  std::size_t steps = 4000;  // event loop steps before the world settles
  Bug bug = Bug::none;
  bool print = false;
};

struct Outcome {
  std::vector<std::string> violations;
  std::uint64_t trace_hash = 0;
  std::size_t messages = 0;
  std::size_t crashes = 0;
};

// One run. The same options give the same outcome. `metrics` only counts; runs of one thread may share it,
// because making one costs more than a run.
Outcome simulate(Options options, observe::Metrics& metrics);

}  // namespace caravan::simulation
