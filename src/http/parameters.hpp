#pragma once

#include <string_view>

#include "http/text.hpp"

namespace caravan::http {

// The value of `name` in a list such as `charset=utf-8; boundary="b"`, without the quotation marks around it;
// empty when there is none (RFC 9110, 5.6.6).
constexpr std::string_view parameter_of(std::string_view parameters, std::string_view name) {
  while (!parameters.empty()) {
    auto value = take_until(parameters, ';');
    if (!equals_ignoring_case(trim(take_until(value, '=')), name)) continue;
    value = trim(value);
    const bool is_quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    return is_quoted ? value.substr(1, value.size() - 2) : value;
  }
  return {};
}

}  // namespace caravan::http
