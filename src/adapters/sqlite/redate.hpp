#pragma once

#include <cstdint>
#include <filesystem>

#include "domain/time_uuid.hpp"
#include "runtime/random.hpp"

namespace caravan::sqlite {

struct Redated {
  std::int64_t messages = 0;
  std::int64_t chats = 0;
  domain::WallTime newest_before;  // the time that the store had reached
  domain::WallTime newest_after;
};

// The way back after a clock that was ahead (docs/decisions/0028-way-back-in-time.md): what is dated later
// than `now` is moved back, so that the newest of it is of `now`. Nothing is lost, and everything keeps its
// order, its distance as far as there is room behind what is dated rightly, and a time of its own. Offsets
// begin a new epoch, so readers read history again.
//
// In one transaction, on a store that nobody serves; changes nothing when nothing is dated later. Throws
// `UnusableStore`.
Redated redate(const std::filesystem::path& directory, domain::WallTime now, runtime::Random& random);

}  // namespace caravan::sqlite
