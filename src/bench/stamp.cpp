#include "bench/stamp.hpp"

#include <charconv>

namespace caravan::bench {

std::string blank_stamp() {
  return std::string(kStampMark) + std::string(kStampDigits, '0');
}

void write_stamp(std::string& text, Due due) {
  auto left = static_cast<std::uint64_t>(due.time_since_epoch().count());
  const auto begin = text.find(kStampMark) + kStampMark.size();
  for (auto digit = kStampDigits; digit-- > 0; left /= 10)
    text[begin + digit] = static_cast<char>('0' + left % 10);
}

domain::MessageId blank_id() {
  return {domain::Uuid::v4(0, 0)};
}

void write_id(std::string& text, domain::MessageId id) {
  static const std::string blank = blank_id().uuid.to_string();
  text.replace(text.find(blank), blank.size(), id.uuid.to_string());
}

bool take_stamp(std::string_view& text, Due& due) {
  const auto mark = text.find(kStampMark);
  if (mark == text.npos) return false;
  text.remove_prefix(mark + kStampMark.size());
  const auto digits = text.substr(0, kStampDigits);
  std::int64_t nanoseconds = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), nanoseconds);
  due = Due(std::chrono::nanoseconds(nanoseconds));
  text.remove_prefix(digits.size());
  return true;
}

}  // namespace caravan::bench
