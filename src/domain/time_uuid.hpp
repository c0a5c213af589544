#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/uuid.hpp"

namespace caravan::domain {

// A wall-clock instant at the 100 ns resolution of a TimeUUID.
using TimeUuidTicks = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;
using WallTime = std::chrono::time_point<std::chrono::system_clock, TimeUuidTicks>;

// A version 1 UUID used as a message's place in its chat. Ordered by its instant, then by its last eight
// bytes, so that the order equals Cassandra's for `timeuuid` (whose tie-break compares signed bytes).
class TimeUuid {
 public:
  // Fails for anything but a canonical version 1 UUID.
  static std::optional<TimeUuid> parse(std::string_view text);
  static std::optional<TimeUuid> from(const Uuid& uuid);
  // `node_bits` become the clock sequence and node (variant bits are set over them).
  static TimeUuid at(WallTime instant, std::uint64_t node_bits);

  WallTime instant() const;
  const Uuid& uuid() const { return uuid_; }
  std::string to_string() const { return uuid_.to_string(); }
  // UTC, microseconds, no zone: 2026-01-31T08:15:30.123456
  std::string to_iso() const;

  friend bool operator==(const TimeUuid&, const TimeUuid&) = default;
  friend std::strong_ordering operator<=>(const TimeUuid& a, const TimeUuid& b);

 private:
  explicit TimeUuid(const Uuid& uuid) : uuid_(uuid) {}
  Uuid uuid_;
};

// Hands out strictly growing TimeUuids, whatever the wall clock does. Not thread-safe: one owner.
class TimeUuidSequence {
 public:
  // `node_bits` tells two processes apart; `floor` is an instant that is already taken (the newest in the
  // store).
  explicit TimeUuidSequence(std::uint64_t node_bits, WallTime floor = {})
      : node_bits_(node_bits), last_(floor) {}

  TimeUuid next(WallTime now);
  // What follows lies above `taken`, an instant that somebody else gave away.
  void pass(WallTime taken);
  // Whether `time` is, or could be, of this sequence.
  bool gave(const TimeUuid& time) const { return TimeUuid::at(time.instant(), node_bits_) == time; }

 private:
  std::uint64_t node_bits_;
  WallTime last_;
};

}  // namespace caravan::domain

template <>
struct std::hash<caravan::domain::TimeUuid> {
  std::size_t operator()(const caravan::domain::TimeUuid& time) const noexcept {
    return std::hash<caravan::domain::Uuid>{}(time.uuid());
  }
};
