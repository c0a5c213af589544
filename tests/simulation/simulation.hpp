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
  bool installation = false;  // of several nodes, instead of one process
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
  // Of an installation of several nodes.
  std::size_t relayed = 0;        // messages that the log got late
  std::size_t orders_judged = 0;  // pairs of messages of which one must have the later time
};

// One run. The same options give the same outcome. `metrics` only counts; runs of one thread may share it,
// because making one costs more than a run.
Outcome simulate(Options options, observe::Metrics& metrics);

}  // namespace caravan::simulation
