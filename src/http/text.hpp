#pragma once

#include <cstddef>
#include <string_view>

// The few rules of HTTP field syntax (RFC 9110, section 5.6) that more than one file needs.
namespace caravan::http {

constexpr char to_lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

// For tokens, which are ASCII.
constexpr bool equals_ignoring_case(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i)
    if (to_lower(left[i]) != to_lower(right[i])) return false;
  return true;
}

// Without the spaces and tabs around it.
constexpr std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Takes the part before the first `separator` off the front of `list`, the separator with it.
constexpr std::string_view take_until(std::string_view& list, char separator) {
  const auto end = list.find(separator);
  const auto part = list.substr(0, end);
  list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
  return part;
}

// True when the comma-separated `list` holds `token`, in whatever case.
constexpr bool lists_token(std::string_view list, std::string_view token) {
  while (!list.empty())
    if (equals_ignoring_case(trim(take_until(list, ',')), token)) return true;
  return false;
}

}  // namespace caravan::http
