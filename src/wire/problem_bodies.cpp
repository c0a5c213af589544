#include "wire/problem_bodies.hpp"

#include <algorithm>
#include <simdjson.h>

#include "wire/json_text.hpp"

namespace caravan::wire {
namespace {

void append_text(std::string& out, std::string_view text) {
  if (simdjson::validate_utf8(text.data(), text.size())) return append_json_string(out, text);
  std::string ascii(text);
  std::replace_if(
      ascii.begin(), ascii.end(), [](char byte) { return (byte & 0x80) != 0; }, '?');
  append_json_string(out, ascii);
}

void append(std::string& out, const Invalid& problem) {
  out += R"({"loc":[)";
  for (const auto& part : problem.location) {
    if (&part != &problem.location.front()) out += ',';
    append_text(out, part);
  }
  out += R"(],"msg":)";
  append_text(out, problem.message);
  out += R"(,"type":)";
  append_text(out, problem.type);
  out += '}';
}

}  // namespace

std::string encode_problem(std::string_view detail) {
  std::string json = R"({"detail":)";
  append_text(json, detail);
  json += '}';
  return json;
}

std::string encode_problems(std::span<const Invalid> problems) {
  std::string json = R"({"detail":[)";
  for (const auto& problem : problems) {
    if (&problem != &problems.front()) json += ',';
    append(json, problem);
  }
  json += "]}";
  return json;
}

}  // namespace caravan::wire
