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
  std::size_t steps = 4000;  // of the driver, before the world settles
  Bug bug = Bug::none;
  // Nothing goes wrong between two handlers of the same instant, and there are no orderly stops: the weaker
  // world, to compare with.
  bool faults_at_rest = false;
  bool print = false;
};

struct Outcome {
  std::vector<std::string> violations;
  std::uint64_t trace_hash = 0;
  std::size_t messages = 0;
  std::size_t crashes = 0;
  std::size_t feed_waits = 0;    // judged against the window, the pace and the slack
  std::size_t live_waits = 0;    // judged against the slack
  std::size_t stream_waits = 0;  // judged against the window and the slack
  std::size_t covered = 0;       // deliveries of readers who left in calm
};

// One run. The same options give the same outcome. `metrics` only counts; runs of one thread may share it,
// because making one costs more than a run.
Outcome simulate(Options options, observe::Metrics& metrics);

}  // namespace caravan::simulation
