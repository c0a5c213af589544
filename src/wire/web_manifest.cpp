#include "wire/web_manifest.hpp"

#include <algorithm>
#include <simdjson.h>
#include <stdexcept>

namespace caravan::wire {
namespace {

namespace dom = simdjson::dom;

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw std::invalid_argument("web manifest: " + where + ": " + what);
}

std::string text(const dom::object& object, const char* key, const std::string& where) {
  std::string_view value;
  if (object[key].get(value) != simdjson::SUCCESS) fail(where, std::string("no text \"") + key + '"');
  return std::string(value);
}

// `fallback` when the key is missing; any other type than T is an error.
template <class T>
T optional(const dom::object& object, const char* key, T fallback, const std::string& where) {
  const auto found = object[key];
  if (found.error() == simdjson::NO_SUCH_FIELD) return fallback;
  T value;
  if (found.get(value) != simdjson::SUCCESS) fail(where, std::string("malformed \"") + key + '"');
  return value;
}

bool stays_inside(std::string_view path) {
  if (!path.starts_with('/') || path.ends_with('/')) return false;
  if (path.find('\0') != std::string_view::npos) return false;
  for (path.remove_prefix(1);;) {
    const auto slash = path.find('/');
    const auto segment = path.substr(0, slash);
    if (segment.empty() || segment == "." || segment == "..") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

bool is_strong_etag(std::string_view etag) {
  return etag.size() > 2 && etag.find('"') == 0 && etag.find('"', 1) == etag.size() - 1 &&
         std::all_of(etag.begin(), etag.end(), [](char letter) { return letter > ' ' && letter < '\x7f'; });
}

std::vector<std::string> encodings(const dom::object& object, const std::string& where) {
  std::vector<std::string> names;
  dom::array list;
  const auto error = object["encodings"].get(list);
  if (error == simdjson::NO_SUCH_FIELD) return names;
  if (error != simdjson::SUCCESS) fail(where, "malformed \"encodings\"");
  for (const dom::element element : list) {
    std::string_view name;
    if (element.get(name) != simdjson::SUCCESS || (name != "br" && name != "gzip"))
      fail(where, "an encoding that is neither \"br\" nor \"gzip\"");
    names.emplace_back(name);
  }
  return names;
}

WebFile file(const dom::object& object, std::string_view default_csp) {
  WebFile file;
  file.path = text(object, "path", "a file");
  const std::string where = '"' + file.path + '"';
  if (!stays_inside(file.path)) fail(where, "not the path of a file inside the folder");
  file.type = text(object, "type", where);
  file.etag = text(object, "etag", where);
  if (!is_strong_etag(file.etag)) fail(where, "an etag that is not in quotes");
  file.immutable = optional(object, "immutable", false, where);
  file.encodings = encodings(object, where);
  file.csp = optional(object, "csp", default_csp, where);
  return file;
}

}  // namespace

WebManifest parse_web_manifest(std::string_view json) {
  dom::parser parser;
  dom::object root;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS)
    fail("root", "not a JSON object");
  if (optional<std::int64_t>(root, "v", 0, "root") != 1) fail("root", "\"v\" is not 1");
  const auto csp = optional<std::string_view>(root, "csp", "", "root");
  dom::array files;
  if (root["files"].get(files) != simdjson::SUCCESS) fail("root", "no list \"files\"");
  WebManifest manifest;
  for (const dom::element element : files) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS) fail("files", "an entry that is not an object");
    manifest.files.push_back(file(object, csp));
  }
  return manifest;
}

}  // namespace caravan::wire
