#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"
#include "ports/result.hpp"
#include "wire/invalid.hpp"

namespace caravan::http {

// {"detail": "<text>"} with the given status.
Response problem(int status, std::string_view detail);
// 422 {"detail":[{"loc":["body","username"],"msg":…,"type":…}]}
using wire::Invalid;
Response validation_problem(const std::vector<Invalid>& problems);
// 405 "Method Not Allowed" with the methods that are: "GET, HEAD".
Response method_not_allowed(std::string_view allow);
// 307 to the same path with a slash behind it, query kept. Only for a path that is known: it must not begin
// with two slashes, which would lead to another site.
Response redirect_to_slash(const Request& request);
// 401 "Not authenticated" with `WWW-Authenticate: Bearer`.
Response not_authenticated();
// 403 "Could not validate credentials".
Response bad_credentials();
// 429 with `Retry-After` in whole seconds, rounded up.
Response too_many_requests(std::string_view reason, std::chrono::nanoseconds retry_after);
// 503 with `Retry-After`, for what may work in a moment.
Response unavailable(std::string_view reason);
// A port's failure as its client sees it: 503 with `Retry-After` for what is retryable; the detail stays in
// the log.
Response store_problem(const ports::Error& error);

}  // namespace caravan::http
