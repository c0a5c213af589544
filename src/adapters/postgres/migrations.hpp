#pragma once

#include <span>
#include <string_view>

namespace caravan::postgres {

struct Migration {
  std::string_view name;  // "0001_users"
  std::string_view up;
  std::string_view down;
};

// The steps from an empty database to the newest schema, from migrations/*.sql: step n leads to version n
// + 1. Steps that were released never change.
std::span<const Migration> migrations();

}  // namespace caravan::postgres
