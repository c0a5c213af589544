#pragma once

#include <string_view>

#include "http/parameters.hpp"
#include "http/problem.hpp"
#include "http/request.hpp"
#include "http/text.hpp"

namespace caravan::http {

// True when the request's Content-Type is `type` ("application/json"), whatever its parameters.
inline bool has_media_type(const Request& request, std::string_view type) {
  auto content_type = request.header("Content-Type");
  return content_type && equals_ignoring_case(trim(take_until(*content_type, ';')), type);
}

// A parameter of the request's Content-Type, such as its "boundary"; empty when there is none.
inline std::string_view media_type_parameter(const Request& request, std::string_view name) {
  auto content_type = request.header("Content-Type").value_or("");
  take_until(content_type, ';');
  return parameter_of(content_type, name);
}

inline Response unsupported_media_type() {
  return problem(415, "Unsupported Media Type");
}

}  // namespace caravan::http
