#pragma once

#include <boost/asio/io_context.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bug.hpp"
#include "faults.hpp"
#include "runtime/manual_clock.hpp"
#include "seeded_random.hpp"
#include "trace.hpp"

namespace caravan::simulation {

// What everything in one run shares: one thread, one time, one source of chance.
struct World {
  World(std::uint64_t seed, Bug planted, bool print)
      : random(seed), faults(Faults::drawn_from(random)), bug(planted), trace(clock, print) {}

  // Something went wrong on purpose: waits are not bounded for a while.
  void trouble(std::string_view what) {
    trace.note(what);
    troubles.push_back(clock.now());
  }
  // A guarantee does not hold.
  void violated(std::string guarantee) {
    trace.note("violation");
    violations.push_back(std::move(guarantee));
  }
  void expect(bool holds, std::string_view guarantee) {
    if (!holds) violated(std::string(guarantee));
  }

  boost::asio::io_context loop{1};
  runtime::ManualClock clock;
  SeededRandom random;
  Faults faults;
  bool settling = false;  // nothing new begins any more; what was begun is finished
  const Bug bug;
  Trace trace;
  std::vector<runtime::SteadyTime> troubles;  // in order
  std::vector<std::string> violations;
};

}  // namespace caravan::simulation
