#include "json.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <simdjson.h>

namespace auth_validator {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::size_t kDepthMax = 16;
constexpr std::size_t kFirstCapacityBytes = 4096;

// One per thread: it keeps its buffers, so a token costs no allocation for parsing.
simdjson::dom::parser& parser_of_thread() {
  thread_local simdjson::dom::parser parser = [] {
    simdjson::dom::parser made;
    if (made.allocate(kFirstCapacityBytes, kDepthMax)) throw std::bad_alloc();
    return made;
  }();
  return parser;
}

bool names_are_unique(const element& value);

bool names_are_unique(const object& json) {
  std::vector<std::string_view> names;
  for (const auto& member : json) {
    if (!names_are_unique(member.value)) return false;
    names.push_back(member.key);
  }
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) == names.end();
}

bool names_are_unique(const element& value) {
  if (value.is_object()) return names_are_unique(object(value));
  if (!value.is_array()) return true;
  const array items(value);
  return std::all_of(items.begin(), items.end(), [](const element& item) { return names_are_unique(item); });
}

JsonValue value_of(const element& json) {
  if (json.is_string()) return {std::string(std::string_view(json))};
  if (json.is_number()) return {double(json)};
  return {JsonValue::Other{}};
}

JsonObject object_of(const object& json) {
  std::vector<JsonObject::Member> members;
  for (const auto& member : json)
    members.push_back({std::string(member.key), value_of(member.value)});
  return JsonObject(std::move(members));
}

std::optional<object> parse_strictly(std::string_view text) {
  element root;
  if (parser_of_thread().parse(text.data(), text.size()).get(root)) return std::nullopt;
  if (!root.is_object() || !names_are_unique(root)) return std::nullopt;
  return object(root);
}

}  // namespace

const JsonValue* JsonObject::find(std::string_view name) const {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [name](const Member& member) { return member.name == name; });
  return found == members_.end() ? nullptr : &found->value;
}

const std::string* JsonObject::text(std::string_view name) const {
  const JsonValue* value = find(name);
  return value ? value->text() : nullptr;
}

std::optional<JsonObject> parse_json_object(std::string_view text) {
  const auto root = parse_strictly(text);
  if (!root) return std::nullopt;
  return object_of(*root);
}

std::optional<std::vector<JsonObject>> parse_json_objects_of(std::string_view text, std::string_view name) {
  const auto root = parse_strictly(text);
  array items;
  if (!root || root->at_key(name).get(items)) return std::nullopt;
  std::vector<JsonObject> objects;
  for (const element& item : items) {
    object json;
    if (item.get(json)) return std::nullopt;
    objects.push_back(object_of(json));
  }
  return objects;
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<std::uint8_t>(c) >= 0x20) {
      out += c;
      continue;
    }
    char escape[7];
    std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
    out += escape;
  }
  out += '"';
}

}  // namespace auth_validator
