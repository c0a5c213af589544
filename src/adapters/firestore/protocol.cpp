#include "adapters/firestore/protocol.hpp"

#include <utility>

namespace caravan::firestore {
namespace {

v1::Value to_value(const Value& value) {
  v1::Value out;
  if (const auto* const number = std::get_if<std::int64_t>(&value)) {
    out.set_integer_value(*number);
  } else if (const auto* const text = std::get_if<std::string>(&value)) {
    out.set_string_value(*text);
  } else {
    auto& texts = *out.mutable_array_value();
    for (const auto& item : std::get<std::vector<std::string>>(value))
      texts.add_values()->set_string_value(item);
  }
  return out;
}

std::optional<Value> from_value(const v1::Value& value) {
  switch (value.value_type_case()) {
    case v1::Value::kIntegerValue:
      return value.integer_value();
    case v1::Value::kStringValue:
      return value.string_value();
    case v1::Value::kArrayValue: {
      std::vector<std::string> texts;
      for (const auto& item : value.array_value().values())
        texts.push_back(item.string_value());
      return texts;
    }
    default:
      return std::nullopt;
  }
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

void set_write(v1::Write& out, const std::string& root, const Write& write) {
  auto& document = *out.mutable_update();
  document.set_name(root + write.path);
  // Without a mask, even an empty one, the write would replace the document.
  auto& mask = *out.mutable_update_mask();
  for (const auto& [name, value] : write.fields) {
    (*document.mutable_fields())[name] = to_value(value);
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

v1::BatchWriteRequest write_request(const std::string& database, const std::string& root,
                                    const std::vector<Write>& writes) {
  v1::BatchWriteRequest request;
  request.set_database(database);
  for (const auto& write : writes)
    set_write(*request.add_writes(), root, write);
  return request;
}

v1::BatchGetDocumentsRequest read_request(const std::string& database, const std::string& root,
                                          const std::vector<Read>& reads) {
  v1::BatchGetDocumentsRequest request;
  request.set_database(database);
  for (const auto& read : reads)
    request.add_documents(root + read.path);
  return request;
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
