#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "http/router.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::http {

// What a router's handler answers, without a server; for tests. Throws when no route fits.
inline Response answer_of(const Router& router, std::string_view method, std::string_view target,
                          Request request) {
  request.method = method;
  request.path = target.substr(0, target.find('?'));
  request.query = request.path.size() == target.size() ? "" : target.substr(request.path.size() + 1);
  const auto match = router.match(method, request.path);
  if (match.kind != Router::Match::Kind::found) throw std::logic_error("no route for " + std::string(target));
  request.path_parameters = match.path_parameters;
  return runtime::run_to_end((*match.handler)(request));
}

inline std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

}  // namespace caravan::http
