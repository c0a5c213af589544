#pragma once

#include <string>
#include <vector>

namespace caravan::wire {

// One fault of a request, as validation answers list it.
struct Invalid {
  std::vector<std::string> location;  // {"body","username"}, {"query","quantity"}
  std::string message;
  std::string type;  // "missing", "string_too_short", "json_invalid"…
};

}  // namespace caravan::wire
