#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct pg_result;  // libpq's

namespace caravan::postgres {

// What a statement answered. Columns and rows count from 0.
class Rows {
 public:
  // Takes the result over; null for none.
  explicit Rows(pg_result* result);

  std::size_t size() const;
  bool is_null(std::size_t row, int column) const;
  // Of a column of an integer type.
  std::int64_t integer(std::size_t row, int column) const;
  std::string text(std::size_t row, int column) const;

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::string_view value(std::size_t row, int column) const;

  std::unique_ptr<pg_result, Clear> result_;
};

}  // namespace caravan::postgres
