#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.hpp"
#include "wire/parsed.hpp"

namespace caravan::wire {

// The fields of one JSON request body, read strictly: each reader answers the field's value, or notes in the
// list of problems what is wrong with it and answers nothing. Unknown fields are ignored. For the codecs of
// this folder only: it lives on its thread's parser, so one body at a time.
class JsonBody {
 public:
  using Element = simdjson::dom::element;

  // Where a fault is: a field, an item of one, or (default) the body as a whole. Points to a literal.
  struct Where {
    const char* field = nullptr;
    std::optional<std::size_t> item = std::nullopt;
  };

  // A body that is no JSON object, or is nested too deeply, is one problem and has no fields.
  explicit JsonBody(std::string_view text);

  // Without U+0000, which no name, password or message needs and some stores cannot hold.
  std::optional<std::string> required_text(const char* field);
  std::optional<std::string> optional_text(const char* field);
  std::optional<domain::UserId> required_user(const char* field);
  std::optional<domain::UserId> optional_user(const char* field);  // null counts as absent
  std::optional<std::vector<domain::UserId>> required_users(const char* field, std::size_t count_min,
                                                            std::size_t count_max);
  // Only looked at, never used.
  void check_optional_texts(const char* field, std::size_t count_max, std::size_t characters_max);

  template <class Id>
  std::optional<Id> required_uuid(const char* field) {
    return uuid_of<Id>(field, required(field));
  }
  template <class Id>
  std::optional<Id> optional_uuid(const char* field) {
    return uuid_of<Id>(field, optional(field));
  }

  void refuse(Where place, std::string message, std::string type);
  bool refused() const { return !problems_.list.empty(); }
  Problems take_problems() { return std::move(problems_); }

 private:
  std::optional<Element> optional(const char* field);  // refuses a field given twice
  std::optional<Element> required(const char* field);
  std::optional<std::string> text_of(Where place, const Element& value);
  std::optional<domain::UserId> user_of(Where place, const Element& value);

  template <class Id>
  std::optional<Id> uuid_of(const char* field, const std::optional<Element>& value) {
    std::string_view text;
    if (!value) return std::nullopt;
    auto id = value->get(text) ? std::nullopt : Id::parse(text);
    if (!id) refuse({field}, "Input should be a valid UUID", "uuid_parsing");
    return id;
  }

  std::optional<simdjson::dom::object> object_;
  Problems problems_;
};

}  // namespace caravan::wire
