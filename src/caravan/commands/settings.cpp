#include "caravan/commands/settings.hpp"

#include <iostream>
#include <utility>

namespace caravan::commands {

std::optional<config::Loaded> load_or_explain(const config::Sources& sources) {
  auto loaded = config::load(sources);
  if (loaded) return std::move(*loaded);
  for (const auto& line : loaded.error().lines)
    std::cerr << "caravan: " << line << '\n';
  return std::nullopt;
}

}  // namespace caravan::commands
