#pragma once

#include <cstdint>

#include "domain/time_uuid.hpp"

namespace caravan::sqlite {

// A message's time is stored as its ticks alone: they are unique in a store, and the rest of the TimeUUID is
// the store's own node.
struct StoredTime {
  std::uint64_t node;

  domain::TimeUuid at(std::int64_t ticks) const {
    return domain::TimeUuid::at(domain::WallTime(domain::TimeUuidTicks(ticks)), node);
  }
  static std::int64_t ticks(domain::WallTime instant) { return instant.time_since_epoch().count(); }

  // The lowest ticks that are not older than `time`, which may come from anywhere.
  std::int64_t first_not_before(const domain::TimeUuid& time) const {
    const auto same_instant = ticks(time.instant());
    return at(same_instant) < time ? same_instant + 1 : same_instant;
  }
  // The lowest ticks that are newer than `time`.
  std::int64_t first_after(const domain::TimeUuid& time) const {
    const auto same_instant = ticks(time.instant());
    return at(same_instant) <= time ? same_instant + 1 : same_instant;
  }
};

}  // namespace caravan::sqlite
