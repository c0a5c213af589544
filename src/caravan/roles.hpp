#pragma once

#include <optional>
#include <string>

#include "config/settings.hpp"

namespace caravan {

// Why these roles cannot run in a process of their own, and what to set instead; nothing when they can. Roles
// talk through their stores, and the embedded store belongs to one process.
std::optional<std::string> refuse_roles(const config::Settings& settings);

}  // namespace caravan
