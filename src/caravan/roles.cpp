#include "caravan/roles.hpp"

#include <algorithm>

namespace caravan {
namespace {

using config::Role;

bool has_all(const std::vector<Role>& roles) {
  return std::ranges::all_of(config::Settings{}.roles, [&](Role role) { return has(roles, role); });
}

int usual_port(const std::vector<Role>& roles) {
  if (has(roles, Role::web)) return 3000;
  if (has(roles, Role::auth)) return 8000;
  if (has(roles, Role::chat)) return 9000;
  if (has(roles, Role::live)) return 9100;
  return 9200;  // metrics alone
}

}  // namespace

bool has(const std::vector<Role>& roles, Role role) {
  return std::ranges::find(roles, role) != roles.end();
}

bool has_any(const std::vector<Role>& roles, std::initializer_list<Role> sought) {
  return std::ranges::any_of(sought, [&](Role role) { return has(roles, role); });
}

std::optional<std::string> refuse_roles(const config::Settings& settings) {
  if (has_all(settings.roles)) return std::nullopt;
  return "some roles alone need stores that processes can share, and the embedded store belongs to one "
         "process: set roles = \"all\" (or leave --roles out)";
}

std::string listen_address(const config::Settings& settings) {
  if (settings.server.listen != "auto") return settings.server.listen;
  return "127.0.0.1:" + std::to_string(usual_port(settings.roles));
}

}  // namespace caravan
