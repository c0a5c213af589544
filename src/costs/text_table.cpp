#include "costs/text_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace caravan::costs {

std::string TextTable::text() const {
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_)
    for (std::size_t column = 0; column < widths.size(); ++column)
      widths[column] = std::max(widths[column], row[column].size());
  std::string text;
  for (const auto& row : rows_) {
    for (std::size_t column = 0; column < widths.size(); ++column) {
      const std::string space(widths[column] - row[column].size(), ' ');
      if (column > 0) text += "  ";
      text += column < left_ ? row[column] + space : space + row[column];
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

std::string text_of(double value, int digits) {
  char text[64];
  const int length = std::snprintf(text, sizeof text, "%.*f", digits, value);
  return {text, static_cast<std::size_t>(std::clamp(length, 0, static_cast<int>(sizeof text) - 1))};
}

std::string text_of_dollars(double value) {
  if (value <= 0) return "$0";
  const int digits = value >= 0.1 ? 2 : 1 - static_cast<int>(std::floor(std::log10(value)));
  return "$" + text_of(value, std::min(digits, 12));
}

std::string text_of_bytes(std::uint64_t value) {
  if (value < 1024) return std::to_string(value) + " B";
  double rest = static_cast<double>(value) / 1024;
  for (const char* unit : {"KiB", "MiB"}) {
    if (rest < 1024) return text_of(rest, 1) + " " + unit;
    rest /= 1024;
  }
  return text_of(rest, 1) + " GiB";
}

std::string text_of_seconds(double value) {
  return text_of(value, value < 10 ? 2 : 1) + " s";
}

}  // namespace caravan::costs
