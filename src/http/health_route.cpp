#include "http/health_route.hpp"

#include <utility>

#include "http/problem.hpp"
#include "wire/auth_bodies.hpp"

namespace caravan::http {
namespace {

ports::Task<Response> report(const HealthProbe& probe) {
  const bool healthy = co_await probe();  // named, because GCC 12 destroys what a condition awaits twice
  if (healthy) co_return Response::json(200, wire::encode_healthy());
  co_return store_problem({ports::Errc::unavailable, "a store does not answer"});
}

}  // namespace

Handler health_route(HealthProbe probe) {
  return [probe = std::move(probe)](const Request&) { return report(probe); };
}

}  // namespace caravan::http
