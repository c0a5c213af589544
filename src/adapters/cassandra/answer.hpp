#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "adapters/cassandra/bridge/cql.h"
#include "domain/ids.hpp"
#include "domain/time_uuid.hpp"
#include "ports/result.hpp"

namespace caravan::cassandra {

enum class Effect { read, write };

// What a failed request means to the core. `effect` decides what silence means: a read that was not answered
// did nothing, a write may have been done.
ports::Errc errc_of(cql_code code, Effect effect);

// One request's result. Cells are asked for with the types of the statement's columns; another type, or null
// where a value must be, is a broken schema and throws `std::logic_error`. Views live as long as the answer.
class Answer {
 public:
  explicit Answer(cql_result* owned) : result_(owned) {}

  cql_code code() const { return static_cast<cql_code>(cql_result_code(result_.get())); }
  std::string_view message() const;

  std::size_t rows() const { return cql_result_rows(result_.get()); }
  bool boolean(std::size_t row, std::size_t column) const;
  std::int32_t int32(std::size_t row, std::size_t column) const;
  std::int64_t int64(std::size_t row, std::size_t column) const;
  domain::Uuid uuid(std::size_t row, std::size_t column) const;
  domain::TimeUuid time(std::size_t row, std::size_t column) const;
  std::string_view text(std::size_t row, std::size_t column) const;

  // Of a preparation; the caller frees it.
  cql_statement* take_statement() { return cql_result_take_statement(result_.get()); }

 private:
  struct Free {
    void operator()(cql_result* result) const { cql_result_free(result); }
  };
  std::string_view cell(std::size_t row, std::size_t column) const;
  std::string_view cell(std::size_t row, std::size_t column, std::size_t length) const;

  std::unique_ptr<cql_result, Free> result_;
};

}  // namespace caravan::cassandra
