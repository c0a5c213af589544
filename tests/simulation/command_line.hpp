#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulation.hpp"

namespace caravan::simulation {

struct Arguments {
  Options run;  // of the first seed
  std::uint64_t seeds = 1;
  std::size_t threads = 0;  // 0: one for each processor
};

// Nothing when the words are not understood.
std::optional<Arguments> parse(const std::vector<std::string_view>& words);
std::string usage();

// The command that does a run again, event by event: whatever decides over the run is in it.
std::string replay_command(const Options& options);

}  // namespace caravan::simulation
