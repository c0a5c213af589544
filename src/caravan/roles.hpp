#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"

namespace caravan {

bool has(const std::vector<config::Role>& roles, config::Role role);
bool has_any(const std::vector<config::Role>& roles, std::initializer_list<config::Role> sought);

// Why these roles cannot run in a process of their own, and what to set instead; nothing when they can. Roles
// talk through their stores, and the embedded store belongs to one process.
std::optional<std::string> refuse_roles(const config::Settings& settings);

// Why the program cannot work with the chosen stores, and what to set; nothing when it can.
std::optional<std::string> refuse_backends(const config::Settings& settings);

// `server.listen`, or what is usual for the roles when it is "auto".
std::string listen_address(const config::Settings& settings);

// What the feed's batches are made of.
enum class Gathering {
  nothing,      // there is no feed
  for_readers,  // what each of them gets
  of_streams,   // what one person writes in one chat
};
Gathering gathering(const config::Settings& settings);
// Whether it matters to the feed who is there to read.
bool has_readers(const config::Settings& settings);

// Whether administrators are answered here: where batches are published, and accounts are known.
bool shows_costs(const config::Settings& settings);
// Whether somebody's token must be checked here.
bool knows_callers(const config::Settings& settings);

}  // namespace caravan
