#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace auth_validator {

// A member of a JSON object, as far as tokens and key sets need it.
struct JsonValue {
  struct Other {};  // of a kind that nobody here reads
  std::variant<Other, std::string, double> value;

  const std::string* text() const { return std::get_if<std::string>(&value); }
  const double* number() const { return std::get_if<double>(&value); }
};

// The members of one JSON object by name.
class JsonObject {
 public:
  struct Member {
    std::string name;
    JsonValue value;
  };
  explicit JsonObject(std::vector<Member> members) : members_(std::move(members)) {}

  const JsonValue* find(std::string_view name) const;    // null when it is absent
  const std::string* text(std::string_view name) const;  // null when it is absent or no string

 private:
  std::vector<Member> members_;
};

// Strict: none for what is not one JSON object, nests too deeply, or names a member twice at any depth (two
// readers could take different ones).
std::optional<JsonObject> parse_json_object(std::string_view text);

// The objects of the array `{"<name>":[{…},…]}`, under the same rules.
std::optional<std::vector<JsonObject>> parse_json_objects_of(std::string_view text, std::string_view name);

// Appends `text`, which must be valid UTF-8, as a JSON string.
void append_json_string(std::string& out, std::string_view text);

}  // namespace auth_validator
