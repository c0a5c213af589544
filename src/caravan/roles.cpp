#include "caravan/roles.hpp"

namespace caravan {

std::optional<std::string> refuse_roles(const config::Settings& settings) {
  if (settings.roles.size() == config::Settings{}.roles.size()) return std::nullopt;
  return "some roles alone need stores that processes can share, and the embedded store belongs to one "
         "process: "
         "set roles = \"all\" (or leave --roles out)";
}

}  // namespace caravan
