#include "wire/json_body.hpp"

#include <cmath>
#include <new>
#include <unordered_set>
#include <utility>

#include "wire/count_characters.hpp"

namespace caravan::wire {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;

constexpr std::size_t kDepthMax = 32;
constexpr std::size_t kFirstCapacityBytes = 4096;
// What every JSON reader keeps exactly, so that an id means the same to all clients.
constexpr std::int64_t kUserIdMax = (std::int64_t{1} << 53) - 1;

// One per thread: it keeps its buffers, so parsing a body allocates nothing.
simdjson::dom::parser& parser_of_thread() {
  thread_local simdjson::dom::parser parser = [] {
    simdjson::dom::parser made;
    if (made.allocate(kFirstCapacityBytes, kDepthMax)) throw std::bad_alloc();
    return made;
  }();
  return parser;
}

std::optional<domain::UserId> user_in_range(std::int64_t number) {
  if (number < 1 || number > kUserIdMax) return std::nullopt;
  return domain::UserId{number};
}

std::optional<domain::UserId> parse_user(const element& value) {
  std::int64_t integer;
  if (!value.get_int64().get(integer)) return user_in_range(integer);
  std::string_view text;
  if (!value.get(text)) {
    const auto id = domain::UserId::parse(text);
    return id ? user_in_range(id->value) : std::nullopt;
  }
  // 1.0 is an integer to JSON Schema.
  double number;
  if (!value.is_double() || value.get(number) || std::trunc(number) != number ||
      std::abs(number) > kUserIdMax)
    return std::nullopt;
  return user_in_range(static_cast<std::int64_t>(number));
}

}  // namespace

JsonBody::JsonBody(std::string_view text) {
  element root;
  const auto error = parser_of_thread().parse(text.data(), text.size()).get(root);
  simdjson::dom::object object;
  if (error)
    refuse({}, std::string("JSON decode error: ") + simdjson::error_message(error), "json_invalid");
  else if (root.get(object))
    refuse({}, "Input should be a valid dictionary or object", "model_attributes_type");
  else
    object_ = object;
}

void JsonBody::refuse(Where place, std::string message, std::string type) {
  std::vector<std::string> location{"body"};
  if (place.field) location.emplace_back(place.field);
  if (place.item) location.push_back(std::to_string(*place.item));
  problems_.list.push_back({std::move(location), std::move(message), std::move(type)});
}

std::optional<JsonBody::Element> JsonBody::optional(const char* field) {
  std::optional<Element> found;
  if (!object_) return found;
  for (const auto& member : *object_) {
    if (member.key != field) continue;
    if (found) {
      refuse({field}, "Field given more than once", "duplicate_field");
      return std::nullopt;
    }
    found = member.value;
  }
  return found;
}

std::optional<JsonBody::Element> JsonBody::required(const char* field) {
  const std::size_t problems_before = problems_.list.size();
  auto value = optional(field);
  if (!value && object_ && problems_.list.size() == problems_before)
    refuse({field}, "Field required", "missing");
  return value;
}

std::optional<std::string> JsonBody::text_of(Where place, const Element& value) {
  std::string_view text;
  if (value.get(text)) {
    refuse(place, "Input should be a valid string", "string_type");
    return std::nullopt;
  }
  if (text.find('\0') != std::string_view::npos) {
    refuse(place, "String should not contain the character U+0000", "string_null_character");
    return std::nullopt;
  }
  return std::string(text);
}

std::optional<domain::UserId> JsonBody::user_of(Where place, const Element& value) {
  const auto id = parse_user(value);
  if (!id) refuse(place, "Input should be a user's id, as a number or a string of digits", "user_id");
  return id;
}

std::optional<std::string> JsonBody::required_text(const char* field) {
  const auto value = required(field);
  return value ? text_of({field}, *value) : std::nullopt;
}

std::optional<std::string> JsonBody::optional_text(const char* field) {
  const auto value = optional(field);
  return value ? text_of({field}, *value) : std::nullopt;
}

std::optional<domain::UserId> JsonBody::required_user(const char* field) {
  const auto value = required(field);
  return value ? user_of({field}, *value) : std::nullopt;
}

std::optional<domain::UserId> JsonBody::optional_user(const char* field) {
  const auto value = optional(field);
  return value && !value->is_null() ? user_of({field}, *value) : std::nullopt;
}

std::optional<std::vector<domain::UserId>> JsonBody::required_users(const char* field, std::size_t count_min,
                                                                    std::size_t count_max) {
  const auto value = required(field);
  if (!value) return std::nullopt;
  array items;
  if (value->get(items)) {
    refuse({field}, "Input should be a valid list", "list_type");
    return std::nullopt;
  }
  if (items.size() < count_min || items.size() > count_max) {
    refuse({field},
           "List should have " + std::to_string(count_min) + " to " + std::to_string(count_max) + " items",
           items.size() < count_min ? "too_short" : "too_long");
    return std::nullopt;
  }
  std::vector<domain::UserId> users;
  std::unordered_set<domain::UserId> seen;
  for (const element& item : items) {
    const Where place{field, users.size()};
    const auto user = user_of(place, item);
    if (!user) return std::nullopt;
    if (!seen.insert(*user).second) {
      refuse(place, "The same user twice", "unique_items");
      return std::nullopt;
    }
    users.push_back(*user);
  }
  return users;
}

void JsonBody::check_optional_texts(const char* field, std::size_t count_max, std::size_t characters_max) {
  const auto value = optional(field);
  if (!value) return;
  array items;
  if (value->get(items)) return refuse({field}, "Input should be a valid list", "list_type");
  if (items.size() > count_max)
    return refuse({field}, "List should have at most " + std::to_string(count_max) + " items", "too_long");
  std::size_t index = 0;
  for (const element& item : items) {
    const Where place{field, index++};
    const auto text = text_of(place, item);
    if (text && count_characters(*text) > characters_max)
      refuse(place, "String should have at most " + std::to_string(characters_max) + " characters",
             "string_too_long");
  }
}

}  // namespace caravan::wire
