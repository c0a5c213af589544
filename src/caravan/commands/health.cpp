#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "bench/target.hpp"
#include "caravan/commands/commands.hpp"
#include "caravan/commands/http_get.hpp"
#include "caravan/commands/settings.hpp"
#include "caravan/roles.hpp"

namespace caravan::commands {
namespace {

using config::Role;

// Where this machine reaches a server that listens there. An address that means "any" is reached on the
// loopback one.
std::string url_of(std::string listen) {
  constexpr std::string_view any_v4 = "0.0.0.0:", any_v6 = "[::]:";
  if (listen.starts_with(any_v4)) listen.replace(0, any_v4.size(), "127.0.0.1:");
  if (listen.starts_with(any_v6)) listen.replace(0, any_v6.size(), "[::1]:");
  return "http://" + listen;
}

// What the roles say of themselves; a role without stores of its own is healthy when the process serves.
std::vector<std::string> health_paths(const std::vector<Role>& roles) {
  std::vector<std::string> paths{"/health/"};
  if (has(roles, Role::auth)) paths.emplace_back("/auth/api/health/");
  if (has(roles, Role::chat)) paths.emplace_back("/chat/api/health/");
  return paths;
}

// Empty when the server says that it is healthy.
std::string trouble_at(const bench::Target& target, const std::string& path) {
  try {
    const auto answer = http_get(target, path);
    if (answer.status == 200) return {};
    return "answered " + std::to_string(answer.status) + ": " + answer.body;
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

int run(const config::Health& health) {
  const auto loaded = load_or_explain(health.sources);
  if (!loaded) return misuse;
  const auto url = health.url.empty() ? url_of(listen_address(loaded->settings)) : health.url;
  const auto target = bench::parse_target(url);
  if (!target) {
    std::cerr << "caravan: cannot ask " << url << ": give --url http://HOST:PORT\n";
    return misuse;
  }
  bool healthy = true;
  for (const auto& path : health_paths(loaded->settings.roles)) {
    const auto trouble = trouble_at(*target, path);
    if (trouble.empty()) continue;
    std::cerr << "caravan: " << url << path << ": " << trouble << '\n';
    healthy = false;
  }
  if (!healthy) return failure;
  std::cout << "healthy: " << url << '\n';
  return success;
}

}  // namespace caravan::commands
