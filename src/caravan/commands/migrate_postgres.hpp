#pragma once

#include "config/command_line.hpp"

namespace caravan::commands {

// The part of `caravan migrate` that is about PostgreSQL. Returns the exit code, or throws with a text for
// the operator. A program that was built without PostgreSQL says so.
int migrate_postgres(const config::Migrate& migrate, const config::Postgres& settings);

}  // namespace caravan::commands
