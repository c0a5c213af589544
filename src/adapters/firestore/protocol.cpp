#include "adapters/firestore/protocol.hpp"

#include <google/protobuf/arena.h>
#include <utility>

namespace caravan::firestore {
namespace {

struct SetValue {
  v1::Value& out;

  void operator()(std::int64_t number) const { out.set_integer_value(number); }
  void operator()(std::string& text) const { out.set_string_value(std::move(text)); }
  void operator()(std::vector<std::string>& texts) const {
    auto& items = *out.mutable_array_value();
    for (auto& text : texts)
      items.add_values()->set_string_value(std::move(text));
  }
  void operator()(const std::vector<TextMap>& maps) const {
    auto& items = *out.mutable_array_value();
    for (const auto& map : maps)
      set_map(*items.add_values()->mutable_map_value(), map);
  }
  void operator()(std::chrono::sys_seconds time) const {
    out.mutable_timestamp_value()->set_seconds(time.time_since_epoch().count());
  }

  static void set_map(v1::MapValue& out, const TextMap& map) {
    for (const auto& [name, text] : map) {
      auto& field = (*out.mutable_fields())[name];
      text ? field.set_string_value(*text) : field.set_null_value({});
    }
  }
};

TextMap from_map(const v1::MapValue& value) {
  TextMap map;
  for (const auto& [name, field] : value.fields())
    map.emplace(name, field.has_string_value() ? std::optional(field.string_value()) : std::nullopt);
  return map;
}

// What an array begins with is what all of it is taken for.
Value from_array(const v1::ArrayValue& array) {
  if (array.values_size() > 0 && array.values(0).has_map_value()) {
    std::vector<TextMap> maps;
    for (const auto& item : array.values())
      maps.push_back(from_map(item.map_value()));
    return maps;
  }
  std::vector<std::string> texts;
  for (const auto& item : array.values())
    texts.push_back(item.string_value());
  return texts;
}

std::optional<Value> from_value(const v1::Value& value) {
  switch (value.value_type_case()) {
    case v1::Value::kIntegerValue:
      return value.integer_value();
    case v1::Value::kStringValue:
      return value.string_value();
    case v1::Value::kArrayValue:
      return from_array(value.array_value());
    case v1::Value::kTimestampValue:
      return std::chrono::sys_seconds(std::chrono::seconds(value.timestamp_value().seconds()));
    default:
      return std::nullopt;
  }
}

// A document is dozens of objects, which are made and go together.
template <class Message>
std::shared_ptr<Message> in_arena() {
  const auto arena = std::make_shared<google::protobuf::Arena>();
  return {arena, google::protobuf::Arena::CreateMessage<Message>(arena.get())};
}

UpdateTime from_timestamp(const google::protobuf::Timestamp& time) {
  return {time.seconds(), time.nanos()};
}

void set_precondition(v1::Write& out, const Precondition& precondition) {
  if (std::holds_alternative<MustBeMissing>(precondition)) {
    out.mutable_current_document()->set_exists(false);
  } else if (const auto* const known = std::get_if<UpdateTime>(&precondition)) {
    auto& time = *out.mutable_current_document()->mutable_update_time();
    time.set_seconds(known->seconds);
    time.set_nanos(known->nanoseconds);
  }
}

void set_write(v1::Write& out, const std::string& root, Write& write) {
  auto& document = *out.mutable_update();
  document.set_name(root + write.path);
  // Without a mask, even an empty one, the write would replace the document.
  auto& mask = *out.mutable_update_mask();
  for (auto& [name, value] : write.fields) {
    std::visit(SetValue{(*document.mutable_fields())[name]}, value);
    mask.add_field_paths(name);
  }
  for (const auto& [name, least] : write.at_least) {
    auto& transform = *out.add_update_transforms();
    transform.set_field_path(name);
    transform.mutable_maximum()->set_integer_value(least);
  }
  set_precondition(out, write.precondition);
}

}  // namespace

std::shared_ptr<const v1::BatchWriteRequest> write_request(const std::string& database,
                                                           const std::string& root,
                                                           std::vector<Write> writes) {
  const auto request = in_arena<v1::BatchWriteRequest>();
  request->set_database(database);
  for (auto& write : writes)
    set_write(*request->add_writes(), root, write);
  return request;
}

std::shared_ptr<const v1::BatchGetDocumentsRequest> read_request(const std::string& database,
                                                                 const std::string& root,
                                                                 const std::vector<Read>& reads) {
  const auto request = in_arena<v1::BatchGetDocumentsRequest>();
  request->set_database(database);
  for (const auto& read : reads)
    request->add_documents(root + read.path);
  return request;
}

std::shared_ptr<const v1::BatchWriteRequest> part_of(const v1::BatchWriteRequest& request, int begin,
                                                     int end) {
  const auto part = in_arena<v1::BatchWriteRequest>();
  part->set_database(request.database());
  for (int i = begin; i < end; ++i)
    *part->add_writes() = request.writes(i);
  return part;
}

std::vector<Written> outcomes(const v1::BatchWriteRequest& request, const v1::BatchWriteResponse& response) {
  std::vector<Written> written;
  for (int i = 0; i < request.writes_size(); ++i) {
    Written one{{Code::unknown, "Firestore did not answer for this write"}};
    one.bytes = request.writes(i).update().ByteSizeLong();
    if (i < response.status_size())
      one.status = {static_cast<Code>(response.status(i).code()), response.status(i).message(), Scope::write};
    if (i < response.write_results_size())
      one.updated = from_timestamp(response.write_results(i).update_time());
    written.push_back(std::move(one));
  }
  return written;
}

Document to_document(const v1::Document& document) {
  Document out;
  out.updated = from_timestamp(document.update_time());
  for (const auto& [name, value] : document.fields())
    if (auto field = from_value(value)) out.fields.emplace(name, *std::move(field));
  return out;
}

}  // namespace caravan::firestore
