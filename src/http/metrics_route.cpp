#include "http/metrics_route.hpp"

namespace caravan::http {
namespace {

boost::asio::awaitable<Response> expose(const observe::Metrics& metrics) {
  co_return Response{
      200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, metrics.expose(), nullptr};
}

}  // namespace

Handler metrics_route(const observe::Metrics& metrics) {
  return [&metrics](const Request&) { return expose(metrics); };
}

}  // namespace caravan::http
