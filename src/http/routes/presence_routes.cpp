#include "http/routes/presence_routes.hpp"

#include "http/problem.hpp"
#include "wire/firebase_bodies.hpp"

namespace caravan::http {
namespace {

using Answer = boost::asio::awaitable<Response>;

constexpr const char* kPath = "/connection/presence/";
constexpr const char* kListener = "listener";

struct Presence {
  const Authentication& authentication;
  guard::Guard& guard;
  ports::ReaderPresence* presence;
  std::chrono::seconds again_in;
  observe::Counter& heard;
};

// Who has one listener at most need not name it.
std::optional<domain::ListenerId> listener_of(const Request& request) {
  const auto name = request.query_parameter(kListener);
  return name ? domain::ListenerId::parse(*name) : domain::ListenerId{};
}

Response not_a_listener() {
  return validation_problem({{{"query", kListener}, "Input should be a valid UUID", "uuid_parsing"}});
}

// The caller and the listener, or why not.
struct Said {
  domain::UserId reader;
  domain::ListenerId listener;
};
boost::system::result<Said, Response> said(const Presence& of, const Request& request) {
  const auto caller = of.authentication.caller_of(request);
  if (!caller) return caller.error();
  if (of.presence == nullptr) return problem(404, "Not Found");
  const auto listener = listener_of(request);
  if (!listener) return not_a_listener();
  const auto verdict = of.guard.say_presence(*caller);
  if (!verdict.allowed) return too_many_requests(verdict.reason, verdict.retry_after);
  return Said{*caller, *listener};
}

Answer listens(const Request& request, Presence of) {
  const auto who = said(of, request);
  if (!who) co_return who.error();
  const auto heard = co_await of.presence->listens(who->reader, who->listener);
  if (!heard) co_return store_problem(heard.error());
  of.heard.Increment();
  co_return Response::json(200, wire::encode(wire::PresenceHeard{of.again_in}));
}

Answer stopped(const Request& request, Presence of) {
  const auto who = said(of, request);
  if (!who) co_return who.error();
  const auto heard = co_await of.presence->stopped(who->reader, who->listener);
  if (!heard) co_return store_problem(heard.error());
  co_return Response{.status = 204};
}

}  // namespace

void add_presence_routes(Router& router, const Authentication& authentication, guard::Guard& guard,
                         ports::ReaderPresence* presence, std::chrono::seconds again_in,
                         observe::Metrics& metrics) {
  auto& heard = metrics.counter("caravan_live_presence_total",
                                "How often readers who listen in the feed said that they do");
  const Presence of{authentication, guard, presence, again_in, heard};
  router.add("POST", kPath, [of](const Request& request) { return listens(request, of); });
  router.add("DELETE", kPath, [of](const Request& request) { return stopped(request, of); });
}

}  // namespace caravan::http
