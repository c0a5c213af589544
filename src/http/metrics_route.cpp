#include "http/metrics_route.hpp"

#include <algorithm>
#include <utility>

#include "http/problem.hpp"

namespace caravan::http {
namespace {

bool may_read(const Request& request, const std::vector<Network>& networks) {
  if (request.is_forwarded_by_stranger) return false;
  return std::ranges::any_of(networks,
                             [&request](const auto& network) { return network.contains(request.client); });
}

boost::asio::awaitable<Response> expose(const observe::Metrics& metrics, bool allowed) {
  if (!allowed) co_return problem(403, "Metrics are for the networks of server.metrics_networks");
  co_return Response{
      200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, metrics.expose(), nullptr};
}

}  // namespace

Handler metrics_route(const observe::Metrics& metrics, std::vector<Network> networks) {
  return [&metrics, networks = std::move(networks)](const Request& request) {
    return expose(metrics, may_read(request, networks));
  };
}

}  // namespace caravan::http
