#include "adapters/cassandra/statements.hpp"

namespace caravan::cassandra {

namespace {

constexpr std::array<StatementText, kStatements> kTexts = {{
    // insert_message
    {"INSERT INTO %.messages (chat_id, bucket, time, message_id, from_user, to_user, body) VALUES (?, ?, ?, "
     "?, ?, ?, "
     "?)",
     Effect::write},
    // message_at
    {"SELECT time, message_id, from_user, to_user, body FROM %.messages WHERE chat_id = ? AND bucket = ? AND "
     "time = ?",
     Effect::read},
    // messages_before
    {"SELECT time, message_id, from_user, to_user, body FROM %.messages "
     "WHERE chat_id = ? AND bucket = ? AND time < ? AND time >= ? ORDER BY time DESC LIMIT ?",
     Effect::read},
    // messages_after
    {"SELECT time, message_id, from_user, to_user, body FROM %.messages "
     "WHERE chat_id = ? AND bucket = ? AND time > ? AND time < ? ORDER BY time ASC LIMIT ?",
     Effect::read},
    // register_bucket
    {"INSERT INTO %.chat_buckets (chat_id, bucket) VALUES (?, ?)", Effect::write},
    // buckets_before
    {"SELECT bucket FROM %.chat_buckets WHERE chat_id = ? AND bucket <= ? ORDER BY bucket DESC LIMIT ?",
     Effect::read},
    // buckets_after
    {"SELECT bucket FROM %.chat_buckets WHERE chat_id = ? AND bucket > ? ORDER BY bucket ASC LIMIT ?",
     Effect::read},
    // take_claim
    {"INSERT INTO %.message_claims (from_user, message_id, chat_id, bucket, time, body_digest) "
     "VALUES (?, ?, ?, ?, ?, ?) IF NOT EXISTS USING TTL ?",
     Effect::write, Agreement::serial},
    // insert_member
    {"INSERT INTO %.chats (chat_id, position, kind, name, user_id, username) VALUES (?, ?, ?, ?, ?, ?)",
     Effect::write},
    // insert_user_chat
    {"INSERT INTO %.chats_by_user (user_id, created, chat_id) VALUES (?, ?, ?)", Effect::write},
    // chat
    {"SELECT kind, name, user_id, username FROM %.chats WHERE chat_id = ?", Effect::read},
    // chats_of_user
    {"SELECT chat_id, created FROM %.chats_by_user WHERE user_id = ? LIMIT ?", Effect::read},
    // take_pair
    {"INSERT INTO %.direct_chats (low, high, chat_id, created, first_id, first_name, second_id, second_name) "
     "VALUES (?, ?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS",
     Effect::write, Agreement::serial},
    // pair
    {"SELECT chat_id, created, first_id, first_name, second_id, second_name FROM %.direct_chats "
     "WHERE low = ? AND high = ?",
     Effect::read, Agreement::serial},
    // add_unpublished
    {"INSERT INTO %.unpublished (slot, time, message_id, chat_id, from_user, to_user, body) "
     "VALUES (?, ?, ?, ?, ?, ?, ?)",
     Effect::write},
    // remove_unpublished
    {"DELETE FROM %.unpublished WHERE slot = ? AND time = ? AND message_id = ?", Effect::write},
    // unpublished_of_slot
    {"SELECT time, message_id, from_user, to_user, body, chat_id FROM %.unpublished "
     "WHERE slot = ? AND (time, message_id) > (?, ?) LIMIT ?",
     Effect::read},
    // register_slot
    {"INSERT INTO %.unpublished_slots (queue, slot, writer, stamp) VALUES (0, ?, ?, ?) USING TIMESTAMP ?",
     Effect::write},
    // slots_from
    {"SELECT slot, writer, stamp FROM %.unpublished_slots WHERE queue = 0 AND slot >= ? LIMIT ?",
     Effect::read},
    // forget_slot
    {"DELETE FROM %.unpublished_slots USING TIMESTAMP ? WHERE queue = 0 AND slot = ? AND writer = ?",
     Effect::write},
}};

}  // namespace

const StatementText& text_of(Statement statement) {
  return kTexts.at(static_cast<std::size_t>(statement));
}

std::string in_keyspace(std::string_view cql, std::string_view keyspace) {
  std::string text;
  for (const char c : cql) {
    if (c == '%')
      text.append(keyspace);
    else
      text.push_back(c);
  }
  return text;
}

}  // namespace caravan::cassandra
