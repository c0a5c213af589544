#include "text/code_points.hpp"

#include <utf8proc.h>

namespace caravan::text {
namespace {

constexpr char32_t kBrailleBlank = 0x2800;  // a symbol by category, a space by looks

utf8proc_category_t category_of(char32_t c) {
  return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t at) {
  utf8proc_int32_t character = 0;
  const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                      static_cast<utf8proc_ssize_t>(text.size() - at), &character);
  if (bytes <= 0) return {};
  return {static_cast<char32_t>(character), static_cast<std::size_t>(bytes)};
}

std::optional<std::u32string> code_points(std::string_view text) {
  std::u32string all;
  all.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto [character, bytes] = code_point_at(text, at);
    if (bytes == 0) return std::nullopt;
    at += bytes;
    all.push_back(character);
  }
  return all;
}

std::string to_utf8(std::u32string_view code_points) {
  std::string text;
  text.reserve(code_points.size());
  for (const char32_t c : code_points) {
    utf8proc_uint8_t bytes[4];
    const auto count = utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes);
    text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
  }
  return text;
}

bool is_letter_or_digit(char32_t c) {
  const auto category = category_of(c);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO && !is_mark(c);
}

bool is_mark(char32_t c) {
  const auto category = category_of(c);
  return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

bool is_symbol(char32_t c) {
  const auto category = category_of(c);
  return category >= UTF8PROC_CATEGORY_SM && category <= UTF8PROC_CATEGORY_SO && c != kBrailleBlank;
}

bool is_blank(char32_t c) {
  if (c == kBrailleBlank || utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->ignorable) return true;
  const auto category = category_of(c);
  return category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_CF;
}

bool is_unknown(char32_t c) {
  const auto category = category_of(c);
  return category == UTF8PROC_CATEGORY_CN || category == UTF8PROC_CATEGORY_CS ||
         category == UTF8PROC_CATEGORY_CO;
}

bool is_joiner(char32_t c) {
  return c == 0x200c || c == 0x200d;
}

}  // namespace caravan::text
