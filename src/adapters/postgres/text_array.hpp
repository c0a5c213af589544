#pragma once

#include <string>
#include <vector>

namespace caravan::postgres {

// The literal of a text[], for a parameter that the statement casts.
inline std::string text_array(const std::vector<std::string>& texts) {
  std::string literal = "{";
  for (const auto& text : texts) {
    if (literal.size() > 1) literal += ',';
    literal += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') literal += '\\';
      literal += c;
    }
    literal += '"';
  }
  return literal + "}";
}

}  // namespace caravan::postgres
