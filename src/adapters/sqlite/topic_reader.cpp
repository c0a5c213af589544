#include "adapters/sqlite/topic_reader.hpp"

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/log_rows.hpp"
#include "adapters/sqlite/schema.hpp"
#include "wire/log_records.hpp"

namespace caravan::sqlite {

namespace {

std::string key(const domain::Message& message) {
  return message.chat.to_string();
}
std::string key(const domain::Delivery& delivery) {
  return delivery.recipient.to_string();
}
std::string key(const domain::Batch& batch) {
  return to_string(batch.key);
}

template <class Record>
std::vector<TopicRecord> read(Connection& connection, StoredTime time, ports::Offset& position,
                              std::size_t count_max) {
  std::vector<TopicRecord> records;
  for (const auto& [offset, record, place] : read_log<Record>(connection, time, position, count_max)) {
    records.push_back({offset, key(record), wire::encode_record(record)});
    position = offset;
  }
  return records;
}

std::filesystem::path existing_file(const std::filesystem::path& directory) {
  auto file = directory / kFileName;
  if (!std::filesystem::exists(file)) throw UnusableStore("there is no store in " + directory.string());
  return file;
}

}  // namespace

TopicReader::Read TopicReader::reader_of(std::string_view topic) {
  if (topic == "chat_messages") return read<domain::Message>;
  if (topic == "chat_deliveries") return read<domain::Delivery>;
  if (topic == "chat_messages_grouped") return read<domain::Batch>;
  throw UnusableStore("there is no topic " + std::string(topic) +
                      "; there are chat_messages, chat_deliveries and chat_messages_grouped");
}

TopicReader::TopicReader(const std::filesystem::path& directory, std::string_view topic, ports::Offset after)
    : read_(reader_of(topic)),
      connection_(existing_file(directory), Connection::Access::read_only),
      position_(after) {
  try {
    require_current(connection_, migrations());
    time_.node = static_cast<std::uint64_t>(connection_.integer("SELECT node FROM identity"));
  } catch (const std::runtime_error& error) {
    throw UnusableStore("cannot use " + (directory / kFileName).string() + ": " + error.what());
  }
}

std::vector<TopicRecord> TopicReader::next(std::size_t count_max) {
  return read_(connection_, time_, position_, count_max);
}

}  // namespace caravan::sqlite
