#pragma once

#include <cstdint>
#include <optional>
#include <simdjson.h>
#include <string>
#include <string_view>

#include "domain/ids.hpp"
#include "wire/log_records.hpp"

// How records of logs are read, for this folder alone.
namespace caravan::wire {

inline constexpr std::int64_t kRecordVersion = 1;

// Reads the fields of one record and keeps the first refusal; after one, everything reads as nothing.
class FieldReader {
 public:
  const std::string& refusal() const { return refusal_; }
  bool refused() const { return !refusal_.empty(); }
  void refuse(std::string_view field, std::string_view why) {
    if (!refused()) refusal_.append(field).append(": ").append(why);
  }

  template <class Value>
  std::optional<Value> value(const simdjson::dom::object& json, std::string_view field) {
    Value value;
    const auto error = json.at_key(field).get(value);
    if (!error) return value;
    refuse(field, simdjson::error_message(error));
    return std::nullopt;
  }

  template <class Id>
  std::optional<Id> id(const simdjson::dom::object& json, std::string_view field) {
    const auto text = value<std::string_view>(json, field);
    if (!text) return std::nullopt;
    const auto id = Id::parse(*text);
    if (!id) refuse(field, "not an identifier of its kind");
    return id;
  }

  std::optional<domain::UserId> id_or_null(const simdjson::dom::object& json, std::string_view field) {
    const auto any = value<simdjson::dom::element>(json, field);
    if (!any || any->is_null()) return std::nullopt;
    return id<domain::UserId>(json, field);
  }

 private:
  std::string refusal_;
};

// One record of the version that is known, by `read`, which answers nothing when it has refused a field.
// Thread-safe.
template <class Record>
Decoded<Record> decode_fields(std::string_view json,
                              std::optional<Record> (*read)(FieldReader&, const simdjson::dom::object&)) {
  thread_local simdjson::dom::parser parser;
  if (json.empty()) return Malformed{"empty"};
  simdjson::dom::object root;
  if (const auto error = parser.parse(json.data(), json.size()).get(root))
    return Malformed{simdjson::error_message(error)};
  FieldReader reader;
  const auto version = reader.value<std::int64_t>(root, "v");
  if (version && *version != kRecordVersion) reader.refuse("v", "another version than 1");
  if (reader.refused()) return Malformed{reader.refusal()};
  auto record = read(reader, root);
  if (reader.refused()) return Malformed{reader.refusal()};
  return *std::move(record);
}

}  // namespace caravan::wire
