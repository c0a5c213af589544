#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

#include "adapters/sqlite/connection.hpp"

namespace caravan::sqlite {

// Why a data directory cannot be used, in words for the operator.
class UnusableStore : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// "CRVN" in the file's header: how `file` and this program know the format.
inline constexpr std::int32_t kApplicationId = 0x4352564e;

// The steps from an empty file to the newest schema: step n leads to version n + 1. Steps that were released
// never change.
std::span<const char* const> migrations();

// Brings an empty or older file to the newest version, each step in a transaction of its own.
// Throws `UnusableStore` when the file is another program's or of a newer version.
void migrate(Connection& connection, std::span<const char* const> steps);
// Throws `UnusableStore` unless the file is of exactly the newest version; for readers, who cannot migrate.
void require_current(Connection& connection, std::span<const char* const> steps);

}  // namespace caravan::sqlite
