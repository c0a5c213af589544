#pragma once

#include <string>

#include "bench/target.hpp"

namespace caravan::commands {

struct HttpAnswer {
  unsigned status = 0;
  std::string body;
};

// One request on a connection of its own, for at most ten seconds. Throws what went wrong, as
// `std::exception` with a text for people.
HttpAnswer http_get(const bench::Target& target, const std::string& path);

}  // namespace caravan::commands
