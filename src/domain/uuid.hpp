#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace caravan::domain {

// 16 bytes in network order (RFC 9562). A plain value: copy freely.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  // Accepts the canonical 36-character form only, in either case.
  static std::optional<Uuid> parse(std::string_view text);
  // `random` supplies 128 random bits; version 4 and the variant are set over them.
  static Uuid v4(std::uint64_t high_random, std::uint64_t low_random);

  // Version 7: `milliseconds` since 1970 in front, so that ids of one time are neighbours in an index, and 74
  // random bits.
  static Uuid v7(std::uint64_t milliseconds, std::uint64_t high_random, std::uint64_t low_random);

  // Lower-case canonical form, 36 characters.
  std::string to_string() const;
  // Writes exactly 36 characters to `out`, no terminator.
  void write(char* out) const;
  int version() const { return bytes[6] >> 4; }

  friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

}  // namespace caravan::domain

template <>
struct std::hash<caravan::domain::Uuid> {
  // Identifiers are random or carry a fine-grained time, so folding the halves spreads well enough.
  std::size_t operator()(const caravan::domain::Uuid& id) const noexcept {
    std::uint64_t high, low;
    std::memcpy(&high, id.bytes.data(), 8);
    std::memcpy(&low, id.bytes.data() + 8, 8);
    return high ^ (low * 0x9e3779b97f4a7c15ULL);
  }
};
