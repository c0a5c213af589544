#include "http/cors.hpp"

#include <utility>

#include "http/origin.hpp"

namespace caravan::http {

Cors::Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}

std::optional<Response> Cors::preflight(const Request& request) const {
  if (request.method != "OPTIONS" || !request.header("access-control-request-method") || !is_listed(request))
    return std::nullopt;
  Response response;
  response.status = 204;
  response.headers = {{"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"},
                      {"Access-Control-Allow-Headers", "Authorization, Content-Type"},
                      {"Access-Control-Max-Age", "7200"}};
  return response;
}

void Cors::allow(const Request& request, Response& response) const {
  if (origins_.empty()) return;
  // A cache must not show one page what another one was answered, nor what was answered to none.
  response.headers.emplace_back("Vary", "Origin");
  if (!is_listed(request)) return;
  response.headers.emplace_back("Access-Control-Allow-Origin", *request.header("origin"));
  response.headers.emplace_back("Access-Control-Expose-Headers", "Retry-After, X-Request-Id");
}

bool Cors::is_listed(const Request& request) const {
  if (origins_.empty()) return false;
  const auto origin = request.header("origin");
  return origin && lists_origin(origins_, *origin);
}

}  // namespace caravan::http
