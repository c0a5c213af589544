#include "base64url.hpp"

#include <array>
#include <cstdint>

namespace auth_validator {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kForeign = 0xff;

constexpr std::array<std::uint8_t, 256> kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kForeign);
  for (std::uint8_t value = 0; value < 64; ++value)
    values[static_cast<std::uint8_t>(kAlphabet[value])] = value;
  return values;
}();

}  // namespace

std::string base64url_encode(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  int bit_count = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<std::uint8_t>(byte);
    for (bit_count += 8; bit_count >= 6; bit_count -= 6)
      text += kAlphabet[bits >> (bit_count - 6) & 0x3f];
  }
  if (bit_count > 0) text += kAlphabet[bits << (6 - bit_count) & 0x3f];
  return text;
}

std::optional<std::string> base64url_decode(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int bit_count = 0;
  for (const char c : text) {
    const std::uint8_t value = kValues[static_cast<std::uint8_t>(c)];
    if (value == kForeign) return std::nullopt;
    bits = bits << 6 | value;
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    bytes += static_cast<char>(bits >> bit_count);
  }
  const std::uint32_t trailing_bits = bits & ((1u << bit_count) - 1);
  if (trailing_bits != 0) return std::nullopt;
  return bytes;
}

}  // namespace auth_validator
