#include "http/routes/presence_routes.hpp"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "http/problem.hpp"
#include "http/routes/fetched_deliveries.hpp"
#include "http/routes/query_number.hpp"
#include "wire/firebase_bodies.hpp"

namespace caravan::http {
namespace {

using Answer = boost::asio::awaitable<Response>;

constexpr const char* kPath = "/connection/presence/";
constexpr const char* kListener = "listener";
constexpr const char* kLog = "log";
constexpr const char* kOffset = "n";

struct Presence {
  const Authentication& authentication;
  guard::Guard& guard;
  ports::ReaderPresence* presence;
  ports::Inbox& inbox;
  std::chrono::seconds again_in;
  observe::Counter& heard;
  observe::Counter& fetched;
};

// Who has one listener at most need not name it.
std::optional<domain::ListenerId> listener_of(const Request& request) {
  const auto name = request.query_parameter(kListener);
  return name ? domain::ListenerId::parse(*name) : domain::ListenerId{};
}

Response not_a_listener() {
  return validation_problem({{{"query", kListener}, "Input should be a valid UUID", "uuid_parsing"}});
}

// Up to where the listener has its deliveries, as far as it says so.
std::optional<Reached> reached_in(const Request& request, std::vector<Invalid>& problems) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const auto offset = query_number(request, kOffset, {.min = 0, .max = most, .otherwise = 0}, problems);
  auto log = request.query_parameter(kLog);
  if (!log || !request.query_parameter(kOffset)) return std::nullopt;
  return Reached{*std::move(log), offset};
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

// Offsets of another log say nothing, nor do any as long as this node does not know its log.
ports::Task<std::optional<Reached>> in_this_log(ports::Inbox& inbox, std::optional<Reached> reached) {
  if (!reached) co_return std::nullopt;
  const auto log = co_await inbox.epoch();
  if (!log || *log != reached->log) co_return std::nullopt;
  co_return reached;
}

Answer listens(const Request& request, Presence of) {
  const auto who = said(of, request);
  if (!who) co_return who.error();
  std::vector<Invalid> problems;
  auto said_reached = reached_in(request, problems);
  if (!problems.empty()) co_return validation_problem(std::move(problems));
  auto reached = co_await in_this_log(of.inbox, std::move(said_reached));
  const auto offset = reached ? std::optional(reached->offset) : std::nullopt;
  const auto heard = co_await of.presence->listens(who->reader, who->listener, offset);
  if (!heard) co_return store_problem(heard.error());
  of.heard.Increment();
  wire::PresenceHeard answer{.again_in = of.again_in};
  if (reached)
    answer.inbox = co_await fetch_deliveries(of.inbox, who->reader, *std::move(reached), FetchLimits{});
  if (answer.inbox) of.fetched.Increment(static_cast<double>(answer.inbox->entries.size()));
  co_return Response::json(200, wire::encode(answer));
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
                         ports::ReaderPresence* presence, ports::Inbox& inbox, std::chrono::seconds again_in,
                         observe::Metrics& metrics) {
  auto& heard = metrics.counter("caravan_live_presence_total",
                                "How often readers who listen in the feed said that they do");
  auto& fetched = metrics.counter("caravan_live_fetched_deliveries_total",
                                  "Deliveries that readers who listen in the feed fetched themselves");
  const Presence of{authentication, guard, presence, inbox, again_in, heard, fetched};
  router.add("POST", kPath, [of](const Request& request) { return listens(request, of); });
  router.add("DELETE", kPath, [of](const Request& request) { return stopped(request, of); });
}

}  // namespace caravan::http
