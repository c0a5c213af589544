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

inline Response unsupported_media_type() {
  return problem(415, "Unsupported Media Type");
}

}  // namespace caravan::http
