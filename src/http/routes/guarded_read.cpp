#include "http/routes/guarded_read.hpp"

#include <utility>

#include "http/problem.hpp"

namespace caravan::http {
namespace {

struct GuardedRead {
  boost::asio::awaitable<Response> answer(const Request& request) const {
    auto caller = authentication.caller_of(request);
    if (!caller) co_return std::move(caller.error());
    auto read = guard.read(*caller);
    if (!read.verdict.allowed) co_return too_many_requests(read.verdict.reason, read.verdict.retry_after);
    auto response = co_await handler(request);
    response.ticket = std::move(read.ticket);
    co_return response;
  }

  const Authentication& authentication;
  guard::Guard& guard;
  const Handler handler;
};

}  // namespace

Handler guarded_read(const Authentication& authentication, guard::Guard& guard, Handler handler) {
  // Lives as long as the router, which outlives every request that runs it.
  const auto read = std::make_shared<const GuardedRead>(authentication, guard, std::move(handler));
  return [read](const Request& request) { return read->answer(request); };
}

}  // namespace caravan::http
