#include "http/routes/firebase_routes.hpp"

#include <utility>

#include "http/problem.hpp"
#include "wire/firebase_bodies.hpp"

namespace caravan::http {
namespace {

using Answer = boost::asio::awaitable<Response>;

constexpr const char* kPath = "/auth/api/v1/firebase-token/";

// A token outlives its account's removal.
Response refused(const ports::Error& error) {
  return error.code == ports::Errc::not_found ? bad_credentials() : store_problem(error);
}

Answer begin(const Request& request, const Authentication& authentication,
             identity::FirebaseSessions* sessions) {
  const auto caller = authentication.caller_of(request);
  if (!caller) co_return caller.error();
  if (sessions == nullptr) co_return problem(404, "Not Found");
  auto token = co_await sessions->begin(*caller);
  if (!token) co_return refused(token.error());
  auto response =
      Response::json(200, wire::encode(wire::FirebaseToken{std::move(token->text), token->expires_in}));
  response.headers.emplace_back("Cache-Control", "no-store");
  co_return response;
}

Answer end_all(const Request& request, const Authentication& authentication, guard::Guard& guard,
               identity::FirebaseSessions* sessions) {
  const auto caller = authentication.caller_of(request);
  if (!caller) co_return caller.error();
  if (sessions == nullptr) co_return problem(404, "Not Found");
  const auto verdict = guard.end_sessions(*caller);
  if (!verdict.allowed) co_return too_many_requests(verdict.reason, verdict.retry_after);
  const auto ended = co_await sessions->end_all(*caller);
  if (!ended) co_return refused(ended.error());
  co_return Response{.status = 204};
}

}  // namespace

void add_firebase_routes(Router& router, const Authentication& authentication, guard::Guard& guard,
                         identity::FirebaseSessions* sessions) {
  router.add("POST", kPath, [&authentication, sessions](const Request& request) {
    return begin(request, authentication, sessions);
  });
  router.add("DELETE", kPath, [&authentication, &guard, sessions](const Request& request) {
    return end_all(request, authentication, guard, sessions);
  });
}

}  // namespace caravan::http
