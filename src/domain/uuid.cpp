#include "domain/uuid.hpp"

namespace caravan::domain {
namespace {

constexpr char kHex[] = "0123456789abcdef";

constexpr std::int8_t hex_value(int c) {
  if (c >= '0' && c <= '9') return static_cast<std::int8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::int8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::int8_t>(c - 'A' + 10);
  return -1;
}

// Looked up, since random digits make branches miss; -1 for what is no digit.
constexpr auto kHexValues = [] {
  std::array<std::int8_t, 256> values{};
  for (int c = 0; c < 256; ++c)
    values[static_cast<std::size_t>(c)] = hex_value(c);
  return values;
}();

constexpr int digit_at(std::string_view text, std::size_t at) {
  return kHexValues[static_cast<unsigned char>(text[at])];
}

constexpr bool dash_follows_byte(std::size_t byte) {
  return byte == 3 || byte == 5 || byte == 7 || byte == 9;
}

}  // namespace

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  std::size_t at = 0;
  for (std::size_t byte = 0; byte < 16; ++byte) {
    const int high = digit_at(text, at), low = digit_at(text, at + 1);
    if ((high | low) < 0) return std::nullopt;
    id.bytes[byte] = static_cast<std::uint8_t>(high << 4 | low);
    at += 2;
    if (dash_follows_byte(byte) && text[at++] != '-') return std::nullopt;
  }
  return id;
}

Uuid Uuid::v4(std::uint64_t high_random, std::uint64_t low_random) {
  Uuid id;
  std::memcpy(id.bytes.data(), &high_random, 8);
  std::memcpy(id.bytes.data() + 8, &low_random, 8);
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x40);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
  return id;
}

Uuid Uuid::v7(std::uint64_t milliseconds, std::uint64_t high_random, std::uint64_t low_random) {
  Uuid id = v4(high_random, low_random);
  for (int i = 0; i < 6; ++i)
    id.bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x70);
  return id;
}

void Uuid::write(char* out) const {
  for (std::size_t byte = 0; byte < 16; ++byte) {
    *out++ = kHex[bytes[byte] >> 4];
    *out++ = kHex[bytes[byte] & 0x0f];
    if (dash_follows_byte(byte)) *out++ = '-';
  }
}

std::string Uuid::to_string() const {
  std::string text(36, '\0');
  write(text.data());
  return text;
}

}  // namespace caravan::domain
