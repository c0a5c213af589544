#include "wire/json_text.hpp"

namespace caravan::wire {
namespace {

constexpr char kHex[] = "0123456789abcdef";

constexpr bool must_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

// The first character from `at` on that must be escaped, or the end. Hardly any text has one, so it is looked
// at in blocks, for which compilers have vector instructions.
std::size_t find_escape(std::string_view text, std::size_t at) {
  constexpr std::size_t block = 16;
  for (; text.size() - at >= block; at += block) {
    bool any = false;
    for (std::size_t i = 0; i < block; ++i)
      any |= must_escape(text[at + i]);
    if (any) break;
  }
  while (at < text.size() && !must_escape(text[at]))
    ++at;
  return at;
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[c & 0x0f];
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const auto escape = find_escape(text, at);
    out.append(text, at, escape - at);
    if (escape == text.size()) break;
    append_escaped(out, text[escape]);
    at = escape + 1;
  }
  out += '"';
}

std::string json_array(const std::vector<std::string>& texts) {
  std::string json = "[";
  for (const auto& text : texts) {
    if (json.size() > 1) json += ',';
    append_json_string(json, text);
  }
  return json + "]";
}

}  // namespace caravan::wire
