#include "text/joiners.hpp"

#include <algorithm>
#include <iterator>
#include <utf8proc.h>

#include "text/code_points.hpp"

namespace caravan::text {
namespace {

struct JoiningRange {
  char32_t first, last;
  char type;  // D joins both neighbours, L the one that follows, R the one before
};

#include "text/joining_types_data.inc"

constexpr char32_t kNonJoiner = 0x200c;
constexpr char32_t kJoiner = 0x200d;
constexpr char32_t kColouredPicture = 0xfe0f;
constexpr int kVirama = 9;  // its canonical combining class

char joining_type(char32_t c) {
  const auto found = std::ranges::lower_bound(kJoining, c, {}, &JoiningRange::last);
  return found != std::end(kJoining) && found->first <= c ? found->type : 0;
}

bool is_virama(char32_t c) {
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class == kVirama;
}

bool would_join(std::u32string_view before, std::u32string_view after) {
  const auto is_letter = [](char32_t c) { return !is_mark(c); };
  const auto left = std::find_if(before.rbegin(), before.rend(), is_letter);
  const auto right = std::ranges::find_if(after, is_letter);
  if (left == before.rend() || right == after.end()) return false;
  const char left_type = joining_type(*left), right_type = joining_type(*right);
  return (left_type == 'D' || left_type == 'L') && (right_type == 'D' || right_type == 'R');
}

bool is_picture(char32_t c) {
  return is_symbol(c) || c == kColouredPicture;
}

}  // namespace

bool joins(std::u32string_view characters, std::size_t at) {
  const auto before = characters.substr(0, at), after = characters.substr(at + 1);
  if (before.empty()) return false;
  if (is_virama(before.back())) return true;
  if (characters[at] == kNonJoiner) return would_join(before, after);
  return characters[at] == kJoiner && !after.empty() && is_picture(before.back()) && is_symbol(after.front());
}

bool chooses_picture(std::u32string_view characters, std::size_t at) {
  return characters[at] == kColouredPicture && at > 0 && is_symbol(characters[at - 1]);
}

}  // namespace caravan::text
