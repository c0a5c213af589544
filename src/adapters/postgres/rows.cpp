#include "adapters/postgres/rows.hpp"

#include <charconv>
#include <libpq-fe.h>
#include <stdexcept>

namespace caravan::postgres {

Rows::Rows(pg_result* result) : result_(result) {}

void Rows::Clear::operator()(pg_result* result) const {
  PQclear(result);
}

std::size_t Rows::size() const {
  return static_cast<std::size_t>(PQntuples(result_.get()));
}

bool Rows::is_null(std::size_t row, int column) const {
  return PQgetisnull(result_.get(), static_cast<int>(row), column) != 0;
}

std::int64_t Rows::integer(std::size_t row, int column) const {
  const auto digits = value(row, column);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size())
    throw std::logic_error("the column holds no integer");
  return number;
}

std::string Rows::text(std::size_t row, int column) const {
  return std::string(value(row, column));
}

std::string_view Rows::value(std::size_t row, int column) const {
  const int index = static_cast<int>(row);
  return {PQgetvalue(result_.get(), index, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), index, column))};
}

}  // namespace caravan::postgres
