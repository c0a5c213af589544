#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace caravan::sqlite {

struct StoreVersion {
  std::optional<std::int64_t> stored;  // none when the directory holds no store
  std::int64_t newest = 0;             // that this program knows
};

// Looks beside a running server, without its lock. Throws `UnusableStore` for a file that is no SQLite
// database.
StoreVersion store_version(const std::filesystem::path& directory);

}  // namespace caravan::sqlite
