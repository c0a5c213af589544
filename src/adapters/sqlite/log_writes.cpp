#include "adapters/sqlite/log_writes.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "adapters/sqlite/stored_time.hpp"
#include "wire/log_records.hpp"

namespace caravan::sqlite {

namespace {

std::optional<ports::Offset> seq_of(Connection& connection, const domain::MessageKey& message) {
  auto rows = connection.query("SELECT seq FROM chat_messages WHERE from_user = ?1 AND id = ?2", message.from,
                               message.id);
  if (!rows.next()) return std::nullopt;
  return rows.integer(0);
}

// Nothing for a consumer that is not known.
std::optional<ports::Offset> noted_place(Connection& connection, std::string_view topic,
                                         std::string_view consumer) {
  auto rows = connection.query("SELECT seq FROM offsets WHERE topic = ?1 AND consumer = ?2", topic, consumer);
  if (!rows.next()) return std::nullopt;
  return rows.integer(0);
}

// Messages are fanned out in their order, so whatever lies before the newest delivery's has been.
ports::Offset newest_fanned_out(Connection& connection) {
  return connection.integer(
      "SELECT coalesce((SELECT message FROM chat_deliveries WHERE seq = (SELECT max(seq) FROM "
      "chat_deliveries)), 0)");
}

std::optional<ports::Offset> fan_out_place(Connection& connection) {
  const auto noted = noted_place(connection, "chat_messages", kFanOutConsumer);
  if (!noted) return std::nullopt;
  return std::max(*noted, newest_fanned_out(connection));
}

bool is_fan_out(std::string_view topic, std::string_view consumer) {
  return topic == "chat_messages" && consumer == kFanOutConsumer;
}

ports::Offset place_of(Connection& connection, std::string_view topic, std::string_view consumer) {
  const auto place =
      is_fan_out(topic, consumer) ? fan_out_place(connection) : noted_place(connection, topic, consumer);
  return place.value_or(0);
}

// Whether the hop is known and every message before this one is fanned out.
bool hop_has_done_all_before(Connection& connection, ports::Offset seq) {
  const auto place = fan_out_place(connection);
  return place &&
         *place >= connection.integer("SELECT coalesce(max(seq), 0) FROM chat_messages WHERE seq < ?1", seq);
}

// Without deliveries, what was fanned out lies in the past, and all else is still to come.
ports::Offset before_recent_messages(Connection& connection) {
  return connection.integer(
      "SELECT coalesce((SELECT message - 1 FROM chat_deliveries ORDER BY seq LIMIT 1), "
      "(SELECT seq FROM offsets WHERE topic = 'chat_messages' AND consumer = 'fan_out'), 0)");
}

// When the first record behind `seq` was written, in ticks; later than anything when there is none.
std::int64_t oldest_behind(Connection& connection, std::string_view topic, ports::Offset seq) {
  const char* const first =
      topic == "chat_deliveries" ? "SELECT m.ticks FROM chat_deliveries d CROSS JOIN chat_messages m "
                                   "ON m.seq = d.message WHERE d.seq > ?1 ORDER BY d.seq LIMIT 1"
      : topic == "chat_messages"
          ? "SELECT ticks FROM chat_messages WHERE seq > ?1 ORDER BY seq LIMIT 1"
          : "SELECT ticks FROM chat_messages_grouped WHERE seq > ?1 ORDER BY seq LIMIT 1";
  auto rows = connection.query(first, seq);
  return rows.next() ? rows.integer(0) : std::numeric_limits<std::int64_t>::max();
}

// In the chat of a message, in their order.
std::vector<domain::UserId> members_of(Connection& connection, ports::Offset message, std::size_t count_max) {
  auto rows = connection.query(
      "SELECT user FROM chat_members WHERE chat = (SELECT chat FROM chat_messages WHERE seq = ?1) "
      "ORDER BY position LIMIT ?2",
      message, sql_limit(count_max));
  std::vector<domain::UserId> members;
  while (rows.next())
    members.push_back({rows.integer(0)});
  return members;
}

void append_delivery(WriteTransaction& transaction, domain::UserId recipient, ports::Offset message_seq,
                     const domain::SharedMessage& message) {
  const auto seq = transaction.next_offset<domain::Delivery>();
  transaction.connection().run("INSERT INTO chat_deliveries(seq, recipient, message) VALUES (?1, ?2, ?3)",
                               seq, recipient, message_seq);
  transaction.note_delivery({seq, {recipient, message}});
}

void note_fan_out_place(Connection& connection, ports::Offset seq) {
  connection.run("UPDATE offsets SET seq = max(seq, ?1) WHERE topic = 'chat_messages' AND consumer = ?2", seq,
                 kFanOutConsumer);
}

}  // namespace

void fan_out_at_once(WriteTransaction& transaction, ports::Offset seq, const domain::SharedMessage& message,
                     std::size_t members_max) {
  auto& connection = transaction.connection();
  auto& all_done = transaction.all_fanned_out();
  if (!all_done) all_done = hop_has_done_all_before(connection, seq);
  if (!*all_done) return;
  const auto members = members_of(connection, seq, members_max + 1);
  all_done = members.size() <= members_max;
  if (!*all_done) return;
  for (const auto member : members)
    append_delivery(transaction, member, seq, message);
  if (members.empty() || seq % kPlaceNotedEvery == 0) note_fan_out_place(connection, seq);
  transaction.note_fanned_out(seq);
}

void note_fan_out_place(Connection& connection) {
  if (const auto place = fan_out_place(connection)) note_fan_out_place(connection, *place);
}

ports::Result<ports::Offset> RegisterConsumer::operator()(WriteTransaction& transaction) const {
  auto& connection = transaction.connection();
  const auto done = beginning == Beginning::oldest ? 0 : before_recent_messages(connection);
  connection.run("INSERT INTO offsets(topic, consumer, seq) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                 topic, consumer, done);
  if (is_fan_out(topic, consumer)) transaction.all_fanned_out().reset();
  return place_of(connection, topic, consumer);
}

ports::Result<std::vector<AbsentConsumer>> ForgetAbsentConsumers::operator()(
    WriteTransaction& transaction) const {
  auto& connection = transaction.connection();
  std::vector<AbsentConsumer> absent;
  {
    auto rows = connection.query("SELECT topic, consumer, seq FROM offsets");
    while (rows.next()) {
      const auto topic = rows.text(0), name = rows.text(1);
      if (name == kFanOutConsumer || std::ranges::find(feeds, FeedConsumer{topic, name}) != feeds.end())
        continue;
      if (oldest_behind(connection, topic, rows.integer(2)) >= older_than) continue;
      absent.push_back({std::string(topic), std::string(name)});
    }
  }
  for (const auto& consumer : absent)
    connection.run("DELETE FROM offsets WHERE topic = ?1 AND consumer = ?2", std::string_view(consumer.topic),
                   std::string_view(consumer.name));
  return absent;
}

ports::Result<void> SetDone::operator()(WriteTransaction& transaction) const {
  transaction.connection().run(
      "INSERT INTO offsets(topic, consumer, seq) VALUES (?1, ?2, ?3) "
      "ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)",
      topic, consumer, offset);
  if (is_fan_out(topic, consumer)) transaction.all_fanned_out().reset();
  return {};
}

ports::Result<void> AppendDeliveries::operator()(WriteTransaction& transaction) const {
  auto& connection = transaction.connection();
  // All look-ups before the first write: a refusal must leave nothing behind.
  std::vector<ports::Offset> seqs;
  for (const auto& row : rows) {
    const auto seq =
        row.message_seq != 0 ? std::optional(row.message_seq) : seq_of(connection, row.message->key());
    if (!seq) return ports::Error{ports::Errc::invalid, "delivery of a message that is not stored"};
    seqs.push_back(*seq);
  }
  const auto place = place_of(connection, done.topic, done.consumer);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (seqs[i] > place) append_delivery(transaction, rows[i].recipient, seqs[i], rows[i].message);
  return done(transaction);
}

std::vector<AppendBatches::Row> rows_of(const std::vector<domain::Batch>& batches) {
  std::vector<AppendBatches::Row> rows;
  rows.reserve(batches.size());
  for (const auto& batch : batches)
    rows.push_back({batch.reader() ? *batch.reader() : domain::UserId{}, wire::encode_record(batch)});
  return rows;
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
