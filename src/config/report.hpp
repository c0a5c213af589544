#pragma once

#include <span>
#include <string>

#include "config/load.hpp"
#include "config/option.hpp"

namespace caravan::config {

// docs/configuration.md, generated from the option table.
std::string documentation();

// What a process would run with, as TOML that can be used as a configuration file; a comment behind each
// value says where it came from. Secrets are masked.
std::string effective_settings(const Loaded& loaded, std::span<const Option> table = options());

}  // namespace caravan::config
