#include "adapters/sqlite/sqlite_acceptance.hpp"

#include <memory>

#include "adapters/sqlite/log_writes.hpp"
#include "adapters/sqlite/message_row.hpp"

namespace caravan::sqlite {

namespace {

struct AcceptMessage {
  domain::Draft draft;
  StoredTime time;
  std::size_t fan_out_members_max;

  ports::Result<domain::Message> operator()(WriteTransaction& transaction) {
    const auto stored = transaction.next_time();
    const auto seq = transaction.next_offset<domain::Message>();
    const auto inserted = transaction.connection().run(
        "INSERT INTO chat_messages(seq, chat, ticks, id, from_user, to_user, body) "
        "SELECT ?1, key, ?2, ?3, ?4, ?5, ?6 FROM chats WHERE id = ?7 ON CONFLICT(from_user, id) DO NOTHING",
        seq, StoredTime::ticks(stored.instant()), draft.id, draft.from, draft.to, draft.body, draft.chat);
    if (inserted == 0) return accepted_before(transaction.connection());
    const auto message = std::make_shared<const domain::Message>(
        domain::Message{draft.id, draft.chat, draft.from, draft.to, draft.body, stored});
    fan_out_at_once(transaction, seq, message, fan_out_members_max);
    return *message;
  }

  ports::Result<domain::Message> accepted_before(Connection& connection) const {
    auto rows = connection.query(
        "SELECT c.id, m.ticks, m.id, m.from_user, m.to_user, m.body "
        "FROM chat_messages m JOIN chats c ON c.key = m.chat WHERE m.from_user = ?1 AND m.id = ?2",
        draft.from, draft.id);
    if (!rows.next()) return ports::Error{ports::Errc::not_found, "no such chat"};
    auto message = message_row(rows, 1, domain::ChatId{rows.uuid(0)}, time);
    if (message.chat != draft.chat)
      return ports::Error{ports::Errc::conflict, "the sender used the message id in another chat"};
    return message;
  }
};

}  // namespace

ports::Task<ports::Result<domain::Message>> SqliteAcceptance::accept(domain::Draft draft, ports::IdOrigin) {
  return database_.writer().run(
      AcceptMessage{std::move(draft), database_.stored_time(), options_.fan_out_members_max});
}

}  // namespace caravan::sqlite
