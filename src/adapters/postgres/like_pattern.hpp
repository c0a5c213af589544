#pragma once

#include <string>
#include <string_view>

namespace caravan::postgres {

// The LIKE pattern of texts in lower case that hold `part`, whatever the case of its ASCII letters.
inline std::string pattern_holding(std::string_view part) {
  std::string pattern = "%";
  for (const char letter : part) {
    if (letter == '%' || letter == '_' || letter == '\\') pattern += '\\';
    pattern += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  return pattern + "%";
}

}  // namespace caravan::postgres
