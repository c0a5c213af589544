#pragma once

#include <string_view>

#include "http/problem.hpp"
#include "http/request.hpp"
#include "http/text.hpp"

namespace caravan::http {

// True when the request's Content-Type is `type` ("application/json"), whatever its parameters.
inline bool has_media_type(const Request& request, std::string_view type) {
  auto content_type = request.header("Content-Type");
  return content_type && equals_ignoring_case(trim(take_until(*content_type, ';')), type);
}

// A parameter of the request's Content-Type, such as its "boundary", without the quotation marks around it;
// empty when there is none.
inline std::string_view media_type_parameter(const Request& request, std::string_view name) {
  auto rest = request.header("Content-Type").value_or("");
  take_until(rest, ';');
  while (!rest.empty()) {
    auto value = take_until(rest, ';');
    if (!equals_ignoring_case(trim(take_until(value, '=')), name)) continue;
    value = trim(value);
    const bool is_quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    return is_quoted ? value.substr(1, value.size() - 2) : value;
  }
  return {};
}

inline Response unsupported_media_type() {
  return problem(415, "Unsupported Media Type");
}

}  // namespace caravan::http
