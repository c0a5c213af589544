#include "caravan/health.hpp"

#include <utility>

#include "http/problem.hpp"
#include "wire/auth_bodies.hpp"

namespace caravan {
namespace {

ports::Task<bool> answers(ports::Accounts& accounts) {
  const auto account = co_await accounts.find(domain::UserId{1});
  co_return account || account.error().code == ports::Errc::not_found;
}

ports::Task<http::Response> report(http::HealthProbe probe) {
  const bool healthy = co_await probe();  // named, because GCC 12 destroys what a condition awaits twice
  if (healthy) co_return http::Response::json(200, wire::encode_healthy());
  co_return http::store_problem({ports::Errc::unavailable, "a store does not answer"});
}

}  // namespace

http::HealthProbe stores_answer(ports::Accounts& accounts) {
  return [&accounts] { return answers(accounts); };
}

void add_chat_health(http::Router& router, http::HealthProbe probe) {
  router.add("GET", "/chat/api/health/",
             [probe = std::move(probe)](const http::Request&) { return report(probe); });
}

}  // namespace caravan
