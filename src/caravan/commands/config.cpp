#include <iostream>

#include "caravan/commands/commands.hpp"
#include "caravan/commands/settings.hpp"
#include "config/report.hpp"

namespace caravan::commands {

int run(const config::ConfigCheck& check) {
  if (!load_or_explain(check.sources)) return misuse;
  std::cout << "The configuration is valid.\n";
  return success;
}

int run(const config::ConfigShow& show) {
  const auto loaded = load_or_explain(show.sources);
  if (!loaded) return misuse;
  std::cout << config::effective_settings(*loaded);
  return success;
}

int run(const config::ConfigDoc&) {
  std::cout << config::documentation();
  return success;
}

int run(const config::Version&) {
  std::cout << "caravan " CARAVAN_VERSION "\n";
  return success;
}

int run(const config::Exit& exit) {
  (exit.code == 0 ? std::cout : std::cerr) << exit.text;
  return exit.code;
}

}  // namespace caravan::commands
