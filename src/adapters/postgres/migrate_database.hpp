#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>

namespace caravan::postgres {

// For operators who look at or change the schema without starting a server. These block until it is done, and
// throw `UnusableUrl` or `MigrationFailed`, with a text for the operator.
class MigrationFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct DatabaseVersion {
  std::size_t stored = 0;  // 0 for an empty database
  std::size_t newest = 0;  // that this program knows
};
DatabaseVersion database_version(const std::string& url);

struct DatabaseChange {
  std::size_t from = 0, to = 0;  // equal when there was nothing to do
};
DatabaseChange migrate_up(const std::string& url);
// To `target`, or one version back.
DatabaseChange migrate_down(const std::string& url, std::optional<std::size_t> target);

}  // namespace caravan::postgres
