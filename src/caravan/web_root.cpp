#include "caravan/web_root.hpp"

#include <stdexcept>

namespace caravan {

std::filesystem::path web_root(const config::Web& web) {
  if (!web.root.empty()) return web.root;
  const auto program = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  for (const auto* place : {"../web/dist", "../share/caravan/web"})
    if (std::filesystem::exists(program / place / "manifest.json"))
      return (program / place).lexically_normal();
  throw std::runtime_error("the web UI is not built: run ./dev build, or set web.root");
}

}  // namespace caravan
