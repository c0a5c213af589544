#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"

namespace caravan::config {

struct Environment {
  std::optional<std::string> file;      // CARAVAN_CONFIG
  std::vector<Assignment> assignments;  // every other variable that is meant for the server, weakest first
};

// `entries` are "NAME=value", ended by a null pointer, as a process receives them.
Environment read_environment(const char* const* entries);

}  // namespace caravan::config
