#include "http/routes/cost_routes.hpp"

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "costs/metered_feed.hpp"
#include "http/problem.hpp"
#include "http/routes/cost_answers.hpp"

namespace caravan::http {
namespace {

using Answer = boost::asio::awaitable<Response>;

std::optional<costs::Span> span_named(std::string_view name) {
  if (name == "hour") return costs::Span::hour;
  if (name == "day") return costs::Span::day;
  if (name == "month") return costs::Span::month;
  return std::nullopt;
}

Response answer_with(std::string body) {
  auto response = Response::json(200, std::move(body));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

class CostRoutes {
 public:
  explicit CostRoutes(CostServices services) : services_(std::move(services)) {}

  Answer report(const Request& request) const {
    auto refusal = co_await refuse(request);
    if (refusal) co_return *std::move(refusal);
    const auto span = span_named(request.query_parameter("span").value_or("hour"));
    if (!span)
      co_return validation_problem({{{"query", "span"}, "Input should be 'hour', 'day' or 'month'", "enum"}});
    auto report = cost_report(*services_.meter, *span, costs::wall_time(services_.clock));
    report.feed = services_.feed;
    report.policy = services_.windows.policy;
    report.window_seconds = std::chrono::duration<double>(services_.windows.in_effect()).count();
    co_return answer_with(wire::encode(report));
  }

  Answer curve(const Request& request) const {
    auto refusal = co_await refuse(request);
    if (refusal) co_return *std::move(refusal);
    auto body = co_await services_.replays.run([this] {
      return wire::encode(
          cost_curve(services_.meter->arrivals(), services_.meter->options(), services_.windows.policy_of));
    });
    if (!body) co_return unavailable("Too many replays at once");
    co_return answer_with(*std::move(body));
  }

 private:
  // The answer to everybody but an administrator, and to him where there is nothing to see.
  boost::asio::awaitable<std::optional<Response>> refuse(const Request& request) const {
    const auto caller = services_.authentication.caller_of(request);
    if (!caller) co_return caller.error();
    const auto account = co_await services_.directory.find(*caller);
    // A token outlives its account's removal.
    if (!account && account.error().code == ports::Errc::not_found) co_return bad_credentials();
    if (!account) co_return store_problem(account.error());
    if (!services_.administrators.include(*account)) co_return problem(403, "Only for administrators");
    if (services_.meter == nullptr) co_return problem(404, "Not Found");
    co_return std::nullopt;
  }

  const CostServices services_;
};

}  // namespace

void add_cost_routes(Router& router, CostServices services) {
  const auto routes = std::make_shared<const CostRoutes>(std::move(services));
  router.add("GET", "/cost/api/v1/report/",
             [routes](const Request& request) { return routes->report(request); });
  router.add("GET", "/cost/api/v1/curve/",
             [routes](const Request& request) { return routes->curve(request); });
}

}  // namespace caravan::http
