#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "bug.hpp"
#include "faults.hpp"
#include "loop.hpp"
#include "runtime/manual_clock.hpp"
#include "seeded_random.hpp"
#include "trace.hpp"

namespace caravan::simulation {

// What everything in one run shares: one thread, one time, one source of chance.
struct World {
  World(std::uint64_t seed, Bug planted, bool print)
      : random(seed),
        faults(Faults::drawn_from(random)),
        gathers_streams(seed % 4 == 0),
        bug(planted),
        trace(clock, print) {}

  // Something went wrong on purpose: waits are not bounded for a while.
  void trouble(std::string_view what) {
    trace.note(what);
    troubles.push_back(clock.now());
  }
  // All of it, or a part, stood still while time went on.
  void halt(std::string_view what) {
    trouble(what);
    halts.push_back(clock.now());
  }
  bool halted_between(runtime::SteadyTime from, runtime::SteadyTime to) const {
    const auto next = std::lower_bound(halts.begin(), halts.end(), from);
    return next != halts.end() && *next <= to;
  }
  bool calm_between(runtime::SteadyTime from, runtime::SteadyTime to) const {
    const auto next = std::lower_bound(troubles.begin(), troubles.end(), from);
    return next == troubles.end() || *next > to;
  }

  // A guarantee does not hold.
  void violated(std::string guarantee) {
    trace.note("violation");
    violations.push_back(std::move(guarantee));
  }
  void expect(bool holds, std::string_view guarantee) {
    if (!holds) violated(std::string(guarantee));
  }

  runtime::ManualClock clock;
  Loops loops;
  Loop clients{loops};
  SeededRandom random;
  Faults faults;
  bool settling = false;       // nothing goes wrong any more
  const bool gathers_streams;  // beside what each reader gets
  const Bug bug;
  Trace trace;
  std::vector<runtime::SteadyTime> troubles;  // in order
  std::vector<runtime::SteadyTime> halts;     // in order
  std::vector<std::string> violations;
};

}  // namespace caravan::simulation
