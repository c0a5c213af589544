#pragma once

#include <optional>

#include "config/load.hpp"

namespace caravan::commands {

// The loaded configuration, or nothing after every problem was printed on standard error.
std::optional<config::Loaded> load_or_explain(const config::Sources& sources);

}  // namespace caravan::commands
