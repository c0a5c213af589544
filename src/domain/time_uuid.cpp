#include "domain/time_uuid.hpp"

#include <algorithm>

namespace caravan::domain {
namespace {

// 100 ns ticks between the Gregorian reform (1582-10-15), where UUID time starts, and the Unix epoch.
constexpr std::int64_t kGregorianToUnixTicks = 0x01B21DD213814000LL;

std::int64_t ticks_of(const Uuid& id) {
  const auto& b = id.bytes;
  const std::uint64_t low =
      std::uint64_t{b[0]} << 24 | std::uint64_t{b[1]} << 16 | std::uint64_t{b[2]} << 8 | b[3];
  const std::uint64_t mid = std::uint64_t{b[4]} << 8 | b[5];
  const std::uint64_t high = std::uint64_t(b[6] & 0x0f) << 8 | b[7];
  return static_cast<std::int64_t>(high << 48 | mid << 32 | low);
}

// By hand: every record of a log holds a time in this form, and printf took longer than all else in it.
void write_digits(char* out, int width, std::int64_t value) {
  for (int i = width; i-- > 0; value /= 10)
    out[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::optional<TimeUuid> TimeUuid::from(const Uuid& uuid) {
  if (uuid.version() != 1) return std::nullopt;
  return TimeUuid(uuid);
}

std::optional<TimeUuid> TimeUuid::parse(std::string_view text) {
  const auto uuid = Uuid::parse(text);
  return uuid ? from(*uuid) : std::nullopt;
}

TimeUuid TimeUuid::at(WallTime instant, std::uint64_t node_bits) {
  const auto ticks = static_cast<std::uint64_t>(instant.time_since_epoch().count() + kGregorianToUnixTicks);
  Uuid id;
  for (int i = 0; i < 4; ++i)
    id.bytes[i] = static_cast<std::uint8_t>(ticks >> (24 - 8 * i));
  id.bytes[4] = static_cast<std::uint8_t>(ticks >> 40);
  id.bytes[5] = static_cast<std::uint8_t>(ticks >> 32);
  id.bytes[6] = static_cast<std::uint8_t>((ticks >> 56 & 0x0f) | 0x10);
  id.bytes[7] = static_cast<std::uint8_t>(ticks >> 48);
  std::memcpy(id.bytes.data() + 8, &node_bits, 8);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
  return TimeUuid(id);
}

WallTime TimeUuid::instant() const {
  return WallTime(TimeUuidTicks(ticks_of(uuid_) - kGregorianToUnixTicks));
}

std::string TimeUuid::to_iso() const {
  using namespace std::chrono;
  const auto micros = floor<microseconds>(instant());
  const auto day = floor<days>(micros);
  const year_month_day date{day};
  const hh_mm_ss time{micros - day};
  std::string text = "yyyy-mm-ddThh:mm:ss.uuuuuu";
  write_digits(&text[0], 4, int(date.year()));
  write_digits(&text[5], 2, unsigned(date.month()));
  write_digits(&text[8], 2, unsigned(date.day()));
  write_digits(&text[11], 2, time.hours().count());
  write_digits(&text[14], 2, time.minutes().count());
  write_digits(&text[17], 2, time.seconds().count());
  write_digits(&text[20], 6, time.subseconds().count());
  return text;
}

std::strong_ordering operator<=>(const TimeUuid& a, const TimeUuid& b) {
  if (const auto order = ticks_of(a.uuid_) <=> ticks_of(b.uuid_); order != 0) return order;
  for (std::size_t i = 8; i < 16; ++i) {
    const auto order =
        static_cast<std::int8_t>(a.uuid_.bytes[i]) <=> static_cast<std::int8_t>(b.uuid_.bytes[i]);
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

TimeUuid TimeUuidSequence::next(WallTime now) {
  last_ = std::max(now, last_ + TimeUuidTicks(1));
  return TimeUuid::at(last_, node_bits_);
}

void TimeUuidSequence::pass(WallTime taken) {
  last_ = std::max(last_, taken);
}

}  // namespace caravan::domain
