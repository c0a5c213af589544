#include "text/beginning.hpp"

#include <utf8proc.h>

#include "text/code_points.hpp"

namespace caravan::text {
namespace {

// Nothing, and 0 bytes, behind the end and where it is not UTF-8.
struct Step {
  utf8proc_int32_t character = 0;
  std::size_t bytes = 0;
};

Step step_at(std::string_view text, std::size_t at) {
  Step step;
  const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                      static_cast<utf8proc_ssize_t>(text.size() - at), &step.character);
  if (bytes > 0) step.bytes = static_cast<std::size_t>(bytes);
  return step;
}

}  // namespace

std::string_view beginning(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t at = 0, whole = 0;
  utf8proc_int32_t before = 0, state = 0;
  for (auto step = step_at(text, at); step.bytes > 0 && at <= bytes_max; step = step_at(text, at)) {
    if (at > 0 && utf8proc_grapheme_break_stateful(before, step.character, &state)) whole = at;
    if (at + step.bytes > bytes_max) return text.substr(0, whole > 0 ? whole : at);
    before = step.character;
    at += step.bytes;
  }
  return text.substr(0, whole);
}

bool is_blank(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto step = step_at(text, at);
    if (step.bytes == 0 || !is_blank(static_cast<char32_t>(step.character))) return false;
    at += step.bytes;
  }
  return true;
}

}  // namespace caravan::text
