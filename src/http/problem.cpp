#include "http/problem.hpp"

#include <algorithm>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <simdjson.h>

namespace caravan::http {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

// A detail may quote what a client sent, and JSON is UTF-8 whatever that was.
void write_text(Writer& json, std::string_view text) {
  std::string ascii;
  if (!simdjson::validate_utf8(text.data(), text.size())) {
    ascii = text;
    std::replace_if(
        ascii.begin(), ascii.end(), [](char byte) { return (byte & 0x80) != 0; }, '?');
    text = ascii;
  }
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

Response retry_later(Response response, std::chrono::nanoseconds after) {
  const auto seconds = std::max(std::chrono::ceil<std::chrono::seconds>(after), std::chrono::seconds(1));
  response.headers.emplace_back("Retry-After", std::to_string(seconds.count()));
  return response;
}

}  // namespace

Response problem(int status, std::string_view detail) {
  rapidjson::StringBuffer buffer;
  Writer json(buffer);
  json.StartObject();
  json.Key("detail");
  write_text(json, detail);
  json.EndObject();
  return Response::json(status, {buffer.GetString(), buffer.GetSize()});
}

Response validation_problem(const std::vector<Invalid>& problems) {
  rapidjson::StringBuffer buffer;
  Writer json(buffer);
  json.StartObject();
  json.Key("detail");
  json.StartArray();
  for (const auto& problem : problems) {
    json.StartObject();
    json.Key("loc");
    json.StartArray();
    for (const auto& part : problem.location)
      write_text(json, part);
    json.EndArray();
    json.Key("msg");
    write_text(json, problem.message);
    json.Key("type");
    write_text(json, problem.type);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return Response::json(422, {buffer.GetString(), buffer.GetSize()});
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
    case Errc::uncertain:
    case Errc::stopped:
      return unavailable("Service is temporarily unavailable");
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
