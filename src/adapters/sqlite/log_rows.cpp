#include "adapters/sqlite/log_rows.hpp"

#include <memory>
#include <sqlite3.h>
#include <variant>

#include "adapters/sqlite/message_row.hpp"
#include "wire/log_records.hpp"

namespace caravan::sqlite {

namespace {

// CROSS JOIN keeps the order of the tables: walk the log, look the rest up.
constexpr const char* kDeliveries =
    "SELECT d.seq, d.recipient, d.message, c.id, m.ticks, m.id, m.from_user, m.to_user, m.body "
    "FROM chat_deliveries d CROSS JOIN chat_messages m ON m.seq = d.message CROSS JOIN chats c ON c.key = "
    "m.chat "
    "WHERE d.seq > ?1 ORDER BY d.seq LIMIT ?2";
constexpr const char* kInbox =
    "SELECT d.seq, d.recipient, d.message, c.id, m.ticks, m.id, m.from_user, m.to_user, m.body "
    "FROM chat_deliveries d CROSS JOIN chat_messages m ON m.seq = d.message CROSS JOIN chats c ON c.key = "
    "m.chat "
    "WHERE d.recipient = ?3 AND d.seq > ?1 ORDER BY d.seq LIMIT ?2";

// The deliveries of one message follow each other, so its readers share it.
Records<domain::Delivery> collect(Rows& rows, StoredTime time) {
  Records<domain::Delivery> records;
  std::int64_t last = 0;
  domain::SharedMessage message;
  while (rows.next()) {
    const auto seq = rows.integer(2);
    if (!message || seq != last)
      message =
          std::make_shared<const domain::Message>(message_row(rows, 4, domain::ChatId{rows.uuid(3)}, time));
    last = seq;
    records.push_back({rows.integer(0), {domain::UserId{rows.integer(1)}, message}});
  }
  return records;
}

}  // namespace

template <>
Records<domain::Message> read_log<domain::Message>(Connection& connection, StoredTime time,
                                                   ports::Offset after, std::size_t count_max) {
  auto rows = connection.query(
      "SELECT m.seq, c.id, m.ticks, m.id, m.from_user, m.to_user, m.body "
      "FROM chat_messages m CROSS JOIN chats c ON c.key = m.chat WHERE m.seq > ?1 ORDER BY m.seq LIMIT ?2",
      after, sql_limit(count_max));
  Records<domain::Message> records;
  while (rows.next())
    records.push_back({rows.integer(0), message_row(rows, 2, domain::ChatId{rows.uuid(1)}, time)});
  return records;
}

template <>
Records<domain::Delivery> read_log<domain::Delivery>(Connection& connection, StoredTime time,
                                                     ports::Offset after, std::size_t count_max) {
  auto rows = connection.query(kDeliveries, after, sql_limit(count_max));
  return collect(rows, time);
}

template <>
Records<domain::Batch> read_log<domain::Batch>(Connection& connection, StoredTime, ports::Offset after,
                                               std::size_t count_max) {
  auto rows =
      connection.query("SELECT seq, value FROM chat_messages_grouped WHERE seq > ?1 ORDER BY seq LIMIT ?2",
                       after, sql_limit(count_max));
  Records<domain::Batch> records;
  while (rows.next()) {
    auto decoded = wire::decode_batch(rows.text(1));
    if (const auto* malformed = std::get_if<wire::Malformed>(&decoded))
      throw SqliteError(SQLITE_CORRUPT,
                        "batch " + std::to_string(rows.integer(0)) + ": " + malformed->reason);
    records.push_back({rows.integer(0), std::get<domain::Batch>(std::move(decoded))});
  }
  return records;
}

Records<domain::Delivery> read_inbox(Connection& connection, StoredTime time, domain::UserId recipient,
                                     ports::Offset after, std::size_t count_max) {
  auto rows = connection.query(kInbox, after, sql_limit(count_max), recipient);
  return collect(rows, time);
}

}  // namespace caravan::sqlite
