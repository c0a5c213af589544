#include "config/environment.hpp"

#include <algorithm>
#include <string_view>

#include "config/option.hpp"

namespace caravan::config {
namespace {

constexpr std::string_view prefix = "CARAVAN_";

// Kubernetes sets NAME_SERVICE_HOST, NAME_SERVICE_PORT… and NAME_PORT… for every service it knows. A service
// called "caravan" must not keep the server from starting.
bool is_service_link(std::string_view name, std::string_view value) {
  const bool port = name.ends_with("_PORT") || name.find("_PORT_") != std::string_view::npos;
  return name.ends_with("_SERVICE_HOST") || name.find("_SERVICE_PORT") != std::string_view::npos ||
         (port &&
          (value.find("://") != std::string_view::npos || name.find("_TCP") != std::string_view::npos));
}

// Variables that the tests and `./dev` speak to each other with.
bool is_for_tests(std::string_view name) {
  return name == "CARAVAN_BIN" || name.starts_with("CARAVAN_TEST_");
}

bool is_shared(const std::string& name) {
  return std::ranges::find(options(), name, &Option::shared_variable) != options().end();
}

}  // namespace

Environment read_environment(const char* const* entries) {
  Environment environment;
  for (; *entries != nullptr; ++entries) {
    const std::string_view entry = *entries;
    const auto equals = std::min(entry.find('='), entry.size());
    const std::string name(entry.substr(0, equals));
    const std::string value(entry.substr(std::min(equals + 1, entry.size())));
    if (!name.empty() && is_shared(name)) {
      // Ahead of our own variables, which override it.
      environment.assignments.insert(environment.assignments.begin(), {name, value, name});
    } else if (!name.starts_with(prefix)) {
      continue;
    } else if (name == "CARAVAN_CONFIG") {
      environment.file = value;
    } else if (!is_service_link(name, value) && !is_for_tests(name)) {
      environment.assignments.push_back({name, value, name});
    }
  }
  return environment;
}

}  // namespace caravan::config
