#include "text/beginning.hpp"

#include <utf8proc.h>

#include "text/code_points.hpp"

namespace caravan::text {

std::string_view beginning(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t at = 0, whole = 0;
  utf8proc_int32_t before = 0, state = 0;
  for (auto step = code_point_at(text, at); step.bytes > 0 && at <= bytes_max;
       step = code_point_at(text, at)) {
    if (at > 0 &&
        utf8proc_grapheme_break_stateful(before, static_cast<utf8proc_int32_t>(step.character), &state))
      whole = at;
    if (at + step.bytes > bytes_max) return text.substr(0, whole > 0 ? whole : at);
    before = static_cast<utf8proc_int32_t>(step.character);
    at += step.bytes;
  }
  return text.substr(0, whole);
}

bool is_blank(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto step = code_point_at(text, at);
    if (step.bytes == 0 || !is_blank(step.character)) return false;
    at += step.bytes;
  }
  return true;
}

}  // namespace caravan::text
