#include "adapters/cassandra/answer.hpp"

#include <cstring>
#include <stdexcept>

namespace caravan::cassandra {

namespace {

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes)
    value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

}  // namespace

ports::Errc errc_of(cql_code code, Effect effect) {
  using ports::Errc;
  switch (code) {
    case CQL_UNAVAILABLE:
    case CQL_NO_CONNECTION:
      return Errc::unavailable;
    case CQL_OVERLOADED:
      return Errc::overloaded;
    case CQL_INVALID:
      return Errc::invalid;
    default:
      return effect == Effect::write ? Errc::uncertain : Errc::unavailable;
  }
}

std::string_view Answer::message() const {
  std::size_t length = 0;
  const char* text = cql_result_message(result_.get(), &length);
  return {text, length};
}

std::string_view Answer::cell(std::size_t row, std::size_t column) const {
  const std::uint8_t* bytes = nullptr;
  const auto length = cql_result_cell(result_.get(), row, column, &bytes);
  if (length < 0) throw std::logic_error("Cassandra answered null where the schema has a value");
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length)};
}

std::string_view Answer::cell(std::size_t row, std::size_t column, std::size_t length) const {
  const auto bytes = cell(row, column);
  if (bytes.size() != length) throw std::logic_error("Cassandra answered a column of another type");
  return bytes;
}

bool Answer::boolean(std::size_t row, std::size_t column) const {
  return cell(row, column, 1)[0] != 0;
}

std::int32_t Answer::int32(std::size_t row, std::size_t column) const {
  return static_cast<std::int32_t>(big_endian(cell(row, column, 4)));
}

std::int64_t Answer::int64(std::size_t row, std::size_t column) const {
  return static_cast<std::int64_t>(big_endian(cell(row, column, 8)));
}

domain::Uuid Answer::uuid(std::size_t row, std::size_t column) const {
  domain::Uuid uuid;
  std::memcpy(uuid.bytes.data(), cell(row, column, uuid.bytes.size()).data(), uuid.bytes.size());
  return uuid;
}

domain::TimeUuid Answer::time(std::size_t row, std::size_t column) const {
  const auto time = domain::TimeUuid::from(uuid(row, column));
  if (!time) throw std::logic_error("Cassandra answered a time that is no TimeUUID");
  return *time;
}

std::string_view Answer::text(std::size_t row, std::size_t column) const {
  return cell(row, column);
}

}  // namespace caravan::cassandra
