#pragma once

#include <filesystem>

#include "config/settings.hpp"

namespace caravan {

// The folder of the web UI: `web.root`, or, when that is empty, the first that exists of `web/dist` beside
// the source tree that the executable was built in and `../share/caravan/web` beside an installed one. Throws
// with a text for the operator when there is none.
std::filesystem::path web_root(const config::Web& web);

}  // namespace caravan
