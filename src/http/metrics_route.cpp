#include "http/metrics_route.hpp"

#include <utility>

#include "http/problem.hpp"

namespace caravan::http {
namespace {

boost::asio::awaitable<Response> expose(const observe::Metrics& metrics, bool allowed) {
  if (!allowed) co_return problem(403, "Metrics are for the networks of server.metrics_networks");
  co_return Response{
      200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, metrics.expose(), nullptr};
}

}  // namespace

Handler metrics_route(const observe::Metrics& metrics, std::vector<Network> networks) {
  return [&metrics, networks = std::move(networks)](const Request& request) {
    return expose(metrics, !request.is_forwarded_by_stranger && any_contains(networks, request.client));
  };
}

}  // namespace caravan::http
