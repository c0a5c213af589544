#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/cassandra/bridge/cql.h"
#include "adapters/cassandra/statements.hpp"
#include "domain/ids.hpp"
#include "domain/time_uuid.hpp"

namespace caravan::cassandra {

// One value of a statement. Ids are copied; a text is a view that must live until the call was sent.
class Value {
 public:
  Value(std::int64_t number) : kind_(CQL_INT64), number_(number) {}
  Value(std::int32_t number) : kind_(CQL_INT32), number_(number) {}
  Value(domain::UserId user) : Value(user.value) {}
  Value(const domain::Uuid& uuid) : kind_(CQL_UUID), uuid_(uuid) {}
  template <class Tag>
  Value(const domain::UuidOf<Tag>& id) : Value(id.uuid) {}
  Value(const domain::TimeUuid& time) : Value(time.uuid()) {}
  Value(std::string_view text) : kind_(CQL_BYTES), text_(text) {}

  // Points into this object.
  cql_value view() const {
    const bool is_text = kind_ == CQL_BYTES;
    return {kind_, static_cast<std::uint32_t>(text_.size()), number_,
            is_text ? reinterpret_cast<const std::uint8_t*>(text_.data()) : uuid_.bytes.data()};
  }

 private:
  cql_kind kind_;
  std::int64_t number_ = 0;
  domain::Uuid uuid_;
  std::string_view text_;
};

// A statement with its values.
struct Call {
  Statement statement;
  std::vector<Value> values;
};

template <class... Values>
Call call(Statement statement, const Values&... values) {
  return {statement, {Value(values)...}};
}

}  // namespace caravan::cassandra
