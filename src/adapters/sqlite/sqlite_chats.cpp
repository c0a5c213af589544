#include "adapters/sqlite/sqlite_chats.hpp"

#include <algorithm>
#include <limits>

#include "adapters/sqlite/message_row.hpp"

namespace caravan::sqlite {

namespace {

using ChatKey = std::int64_t;

std::optional<ChatKey> key_of(Connection& connection, domain::ChatId id) {
  auto rows = connection.query("SELECT key FROM chats WHERE id = ?1", id);
  if (!rows.next()) return std::nullopt;
  return rows.integer(0);
}

domain::Account account_row(const Rows& rows) {
  return {domain::UserId{rows.integer(0)}, std::string(rows.text(1))};
}

// With the first `members_max` of its members.
domain::Chat load_chat(Connection& connection, ChatKey key,
                       std::size_t members_max = std::numeric_limits<std::size_t>::max()) {
  domain::Chat chat;
  {
    auto rows = connection.query("SELECT id, kind, name FROM chats WHERE key = ?1", key);
    rows.next();
    chat.id = domain::ChatId{rows.uuid(0)};
    chat.kind = rows.integer(1) == 0 ? domain::ChatKind::direct : domain::ChatKind::group;
    chat.name = rows.text(2);
  }
  auto members =
      connection.query("SELECT user, username FROM chat_members WHERE chat = ?1 ORDER BY position LIMIT ?2",
                       key, sql_limit(members_max));
  while (members.next())
    chat.members.push_back(account_row(members));
  return chat;
}

struct CreateChat {
  domain::Chat chat;

  ports::Result<ports::ChatCreation> operator()(WriteTransaction& transaction) {
    auto& connection = transaction.connection();
    const bool direct = chat.kind == domain::ChatKind::direct;
    const auto [low, high] = std::minmax(chat.members.front().id, chat.members.back().id);
    if (direct) {
      auto rows = connection.query("SELECT chat FROM direct_chats WHERE low = ?1 AND high = ?2", low, high);
      if (rows.next()) return ports::ChatCreation{load_chat(connection, rows.integer(0)), true};
    }
    const auto created = StoredTime::ticks(transaction.next_time().instant());
    const auto inserted = connection.run(
        "INSERT INTO chats(id, kind, name, created) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING", chat.id,
        std::int64_t{!direct}, chat.name, created);
    if (inserted == 0) return ports::Error{ports::Errc::conflict, "the chat id is taken"};
    const ChatKey key = connection.last_insert_key();
    if (direct) connection.run("INSERT INTO direct_chats VALUES (?1, ?2, ?3)", low, high, key);
    std::int64_t position = 0;
    for (const auto& member : chat.members)
      connection.run("INSERT INTO chat_members VALUES (?1, ?2, ?3, ?4)", key, ++position, member.id,
                     member.username);
    return ports::ChatCreation{chat, false};
  }
};

std::optional<std::int64_t> activity_of(Connection& connection, domain::UserId user, domain::ChatId chat) {
  auto rows = connection.query(
      "SELECT coalesce((SELECT max(ticks) FROM chat_messages WHERE chat = c.key), c.created) FROM chats c "
      "JOIN chat_members m ON m.chat = c.key WHERE c.id = ?1 AND m.user = ?2",
      chat, user);
  if (!rows.next()) return std::nullopt;
  return rows.integer(0);
}

std::vector<ChatKey> latest_chats(Connection& connection, domain::UserId user, std::int64_t active_before,
                                  std::size_t count_max) {
  auto rows = connection.query(
      "SELECT * FROM (SELECT c.key, "
      "coalesce((SELECT max(ticks) FROM chat_messages WHERE chat = c.key), c.created) AS activity "
      "FROM chat_members m JOIN chats c ON c.key = m.chat WHERE m.user = ?1) "
      "WHERE activity < ?2 ORDER BY activity DESC LIMIT ?3",
      user, active_before, sql_limit(count_max));
  std::vector<ChatKey> keys;
  while (rows.next())
    keys.push_back(rows.integer(0));
  return keys;
}

// The last message's sender stands in the place of the last one that is listed.
void list_sender(Connection& connection, ChatKey key, domain::ChatSummary& summary) {
  const auto sender = summary.last_message->from;
  if (summary.chat.has_member(sender)) return;
  auto rows =
      connection.query("SELECT user, username FROM chat_members WHERE user = ?1 AND chat = ?2", sender, key);
  if (rows.next()) summary.chat.members.back() = account_row(rows);
}

domain::ChatSummary load_summary(Connection& connection, ChatKey key, StoredTime time) {
  const auto count = connection.integer("SELECT count(*) FROM chat_members WHERE chat = ?1", key);
  domain::ChatSummary summary{load_chat(connection, key, domain::listed_members_max),
                              static_cast<std::size_t>(count), std::nullopt};
  auto rows = connection.query(
      "SELECT ticks, id, from_user, to_user, body FROM chat_messages WHERE chat = ?1 ORDER BY ticks DESC "
      "LIMIT 1",
      key);
  if (!rows.next()) return summary;
  summary.last_message = message_row(rows, 0, summary.chat.id, time);
  list_sender(connection, key, summary);
  return summary;
}

}  // namespace

ports::Task<ports::Result<ports::ChatCreation>> SqliteChats::create(domain::Chat chat) {
  return database_.writer().run(CreateChat{std::move(chat)});
}

ports::Task<ports::Result<domain::Chat>> SqliteChats::find(domain::ChatId id) {
  return database_.reads().run([id](Connection& connection) -> ports::Result<domain::Chat> {
    const Snapshot snapshot(connection);
    const auto key = key_of(connection, id);
    if (!key) return ports::Error{ports::Errc::not_found, "no such chat"};
    return load_chat(connection, *key);
  });
}

ports::Task<ports::Result<std::vector<domain::ChatSummary>>> SqliteChats::list(domain::UserId user,
                                                                               ports::ChatListQuery query) {
  const auto time = database_.stored_time();
  return database_.reads().run(
      [user, query, time](Connection& connection) -> ports::Result<std::vector<domain::ChatSummary>> {
        const Snapshot snapshot(connection);
        auto active_before = std::optional(std::numeric_limits<std::int64_t>::max());
        if (query.before) active_before = activity_of(connection, user, *query.before);
        std::vector<domain::ChatSummary> page;
        if (!active_before) return page;
        for (const auto key : latest_chats(connection, user, *active_before, query.count_max))
          page.push_back(load_summary(connection, key, time));
        return page;
      });
}

}  // namespace caravan::sqlite
