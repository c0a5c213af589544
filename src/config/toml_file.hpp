#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"

namespace caravan::config {

// The assignments of one TOML document, and what is wrong with its form.
struct TomlFile {
  std::vector<Assignment> assignments;
  std::vector<std::string> problems;
};

// `path` is only named in places and messages.
TomlFile parse_toml(std::string_view document, const std::string& path);

// As above; a file that cannot be read is a problem.
TomlFile read_toml(const std::string& path);

}  // namespace caravan::config
