#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// Characters one by one, and what kind each is. Every function here is thread-safe.
namespace caravan::text {

struct CodePoint {
  char32_t character = 0;
  std::size_t bytes = 0;  // 0 behind the end, and where it is not UTF-8
};
CodePoint code_point_at(std::string_view text, std::size_t at);

// None for what is not UTF-8.
std::optional<std::u32string> code_points(std::string_view text);
std::string to_utf8(std::u32string_view code_points);

bool is_letter_or_digit(char32_t c);
bool is_mark(char32_t c);    // an accent or the like, drawn with the character before it
bool is_symbol(char32_t c);  // a pictogram, an arrow and so on
// Nothing is drawn for it: spaces, controls, fillers and the like.
bool is_blank(char32_t c);
// Nobody knows what is drawn for it: private and unassigned ones.
bool is_unknown(char32_t c);
// U+200C and U+200D: between two characters they say how both are drawn.
bool is_joiner(char32_t c);

}  // namespace caravan::text
