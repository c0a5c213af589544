#include "adapters/sqlite/log_writes.hpp"

#include <optional>

#include "adapters/sqlite/stored_time.hpp"

namespace caravan::sqlite {

namespace {

std::optional<ports::Offset> seq_of(Connection& connection, domain::MessageId message) {
  auto rows = connection.query("SELECT seq FROM chat_messages WHERE id = ?1", message);
  if (!rows.next()) return std::nullopt;
  return rows.integer(0);
}

}  // namespace

ports::Result<ports::Offset> RegisterConsumer::operator()(WriteTransaction& transaction) const {
  auto& connection = transaction.connection();
  connection.run("INSERT INTO offsets(topic, consumer, seq) VALUES (?1, ?2, 0) ON CONFLICT DO NOTHING", topic,
                 consumer);
  return connection.integer("SELECT seq FROM offsets WHERE topic = ?1 AND consumer = ?2", topic, consumer);
}

ports::Result<void> SetDone::operator()(WriteTransaction& transaction) const {
  transaction.connection().run(
      "INSERT INTO offsets(topic, consumer, seq) VALUES (?1, ?2, ?3) "
      "ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)",
      topic, consumer, offset);
  return {};
}

ports::Result<void> AppendDeliveries::operator()(WriteTransaction& transaction) const {
  auto& connection = transaction.connection();
  // All look-ups before the first write: a refusal must leave nothing behind.
  std::vector<ports::Offset> seqs;
  for (const auto& row : rows) {
    const auto seq = row.message_seq != 0 ? std::optional(row.message_seq) : seq_of(connection, row.message);
    if (!seq) return ports::Error{ports::Errc::invalid, "delivery of a message that is not stored"};
    seqs.push_back(*seq);
  }
  for (std::size_t i = 0; i < rows.size(); ++i)
    connection.run("INSERT INTO chat_deliveries(seq, recipient, message) VALUES (?1, ?2, ?3)",
                   transaction.next_offset<domain::Delivery>(), rows[i].recipient, seqs[i]);
  return done(transaction);
}

ports::Result<void> AppendBatches::operator()(WriteTransaction& transaction) const {
  const auto now = StoredTime::ticks(transaction.now());
  for (const auto& row : rows)
    transaction.connection().run(
        "INSERT INTO chat_messages_grouped(seq, recipient, ticks, value) VALUES (?1, ?2, ?3, ?4)",
        transaction.next_offset<domain::Batch>(), row.recipient, now, row.value);
  return done(transaction);
}

}  // namespace caravan::sqlite
