#pragma once

#include <boost/system/result.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"

namespace caravan::config {

// One value as somebody wrote it.
struct Assignment {
  std::string name;   // "server.listen", or "CARAVAN_SERVER_LISTEN" in the environment
  std::string value;  // in the textual form of values.hpp
  std::string place;  // "caravan.toml:12", "CARAVAN_SERVER_LISTEN", "--listen"
};

// Where settings come from, weakest first; the defaults are weaker than all of them.
struct Sources {
  std::optional<std::string> file;
  std::vector<Assignment> environment;
  std::vector<Assignment> flags;  // in the order of the command line: the last one wins
};

struct Loaded {
  Settings settings;
  std::map<std::string, std::string, std::less<>> places;  // by key; a key without a place has its default
};

// Everything that is wrong, one line each, with the place, the name and what is allowed.
struct Problems {
  std::vector<std::string> lines;
};

[[noreturn]] void throw_exception_from_error(const Problems& problems, const boost::source_location&);

// Reads the file when there is one. Never throws for bad input.
boost::system::result<Loaded, Problems> load(const Sources& sources);

}  // namespace caravan::config
