#include "wire/problem_bodies.hpp"

#include <algorithm>
#include <simdjson.h>

#include "wire/json_text.hpp"

namespace caravan::wire {
namespace {

void append_any_text(std::string& out, std::string_view text) {
  if (simdjson::validate_utf8(text.data(), text.size())) return append_json_string(out, text);
  std::string ascii(text);
  std::replace_if(
      ascii.begin(), ascii.end(), [](char byte) { return (byte & 0x80) != 0; }, '?');
  append_json_string(out, ascii);
}

void append_location(std::string& out, const std::vector<std::string>& location) {
  out += '[';
  for (const auto& part : location) {
    if (&part != &location.front()) out += ',';
    append_any_text(out, part);
  }
  out += ']';
}

}  // namespace

std::string problem_body(std::string_view detail) {
  std::string body = R"({"detail":)";
  append_any_text(body, detail);
  return body += '}';
}

std::string validation_problem_body(const std::vector<Invalid>& problems) {
  std::string body = R"({"detail":[)";
  for (const auto& problem : problems) {
    if (&problem != &problems.front()) body += ',';
    body += R"({"loc":)";
    append_location(body, problem.location);
    body += R"(,"msg":)";
    append_any_text(body, problem.message);
    body += R"(,"type":)";
    append_any_text(body, problem.type);
    body += '}';
  }
  return body += "]}";
}

}  // namespace caravan::wire
