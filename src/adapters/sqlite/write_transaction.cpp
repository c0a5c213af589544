#include "adapters/sqlite/write_transaction.hpp"

namespace caravan::sqlite {

namespace {

// Also above what a consumer has done and what was trimmed: a record that has gone keeps its offset.
ports::Offset newest(Connection& connection, const char* newest_row, std::string_view topic) {
  return std::max({connection.integer(newest_row),
                   connection.integer("SELECT coalesce(max(seq), 0) FROM offsets WHERE topic = ?1", topic),
                   connection.integer("SELECT trimmed FROM topics WHERE name = ?1", topic)});
}

domain::WallTime newest_time(Connection& connection) {
  // Ticks grow with seq, so the newest message holds the newest time; chats take theirs from the same source.
  const auto ticks = std::max(
      connection.integer("SELECT coalesce((SELECT ticks FROM chat_messages "
                         "WHERE seq = (SELECT max(seq) FROM chat_messages)), 0)"),
      connection.integer(
          "SELECT coalesce((SELECT created FROM chats WHERE key = (SELECT max(key) FROM chats)), 0)"));
  return domain::WallTime(domain::TimeUuidTicks(ticks));
}

// Whether it had moved.
bool move_end(TopicEnd& end, ports::Offset last) {
  if (end.committed.exchange(last) == last) return false;
  end.appended.set();
  return true;
}

}  // namespace

WriteTransaction::WriteTransaction(Connection& connection, std::uint64_t node, const runtime::Clock& clock)
    : connection_(connection),
      clock_(clock),
      last_time_(newest_time(connection)),
      times_(node, last_time_),
      messages_(newest(connection, "SELECT coalesce(max(seq), 0) FROM chat_messages", "chat_messages")),
      deliveries_(newest(connection, "SELECT coalesce(max(seq), 0) FROM chat_deliveries", "chat_deliveries")),
      grouped_(newest(connection, "SELECT coalesce(max(seq), 0) FROM chat_messages_grouped",
                      "chat_messages_grouped")) {}

void WriteTransaction::publish(Topics& topics) {
  topics.recent_deliveries.append(std::exchange(noted_, {}));
  topics.fanned_out.up_to = fanned_out_;
  if (move_end(topics.chat_messages, messages_) && messages_ > fanned_out_) topics.fanned_out.left.set();
  if (move_end(topics.chat_deliveries, deliveries_)) topics.delivery_followers.appended();
  move_end(topics.chat_messages_grouped, grouped_);
}

void WriteTransaction::leave_to_the_file(Topics& topics) {
  noted_.clear();
  all_fanned_out_.reset();
  topics.recent_deliveries.restart(deliveries_);
}

}  // namespace caravan::sqlite
