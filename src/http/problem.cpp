#include "http/problem.hpp"

#include <algorithm>

#include "wire/problem_bodies.hpp"

namespace caravan::http {
namespace {

Response retry_later(Response response, std::chrono::nanoseconds after) {
  const auto seconds = std::max(std::chrono::ceil<std::chrono::seconds>(after), std::chrono::seconds(1));
  response.headers.emplace_back("Retry-After", std::to_string(seconds.count()));
  return response;
}

}  // namespace

Response problem(int status, std::string_view detail) {
  return Response::json(status, wire::problem_body(detail));
}

Response validation_problem(const std::vector<Invalid>& problems) {
  return Response::json(422, wire::validation_problem_body(problems));
}

Response method_not_allowed(std::string_view allow) {
  auto response = problem(405, "Method Not Allowed");
  response.headers.emplace_back("Allow", allow);
  return response;
}

Response redirect_to_slash(const Request& request) {
  std::string location(request.path);
  location += '/';
  if (!request.query.empty()) location.append("?").append(request.query);
  Response response;
  response.status = 307;
  response.headers.emplace_back("Location", std::move(location));
  return response;
}

Response not_authenticated() {
  auto response = problem(401, "Not authenticated");
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

Response bad_credentials() {
  return problem(403, "Could not validate credentials");
}

Response too_many_requests(std::string_view reason, std::chrono::nanoseconds retry_after) {
  return retry_later(problem(429, reason), retry_after);
}

Response unavailable(std::string_view reason) {
  return retry_later(problem(503, reason), std::chrono::seconds(1));
}

Response store_problem(const ports::Error& error) {
  using ports::Errc;
  switch (error.code) {
    case Errc::overloaded:
    case Errc::unavailable:
    case Errc::stopped:
      return unavailable("Service is temporarily unavailable");
    case Errc::uncertain:
      return unavailable(
          "Service is temporarily unavailable. It is uncertain whether this was done: the same request again "
          "settles it");
    case Errc::not_found:
      return problem(404, "Not Found");
    case Errc::conflict:
      return problem(409, "Conflict");
    case Errc::invalid:
      return problem(422, "Unprocessable");
  }
  return problem(500, "Internal Server Error");
}

}  // namespace caravan::http
