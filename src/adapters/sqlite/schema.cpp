#include "adapters/sqlite/schema.hpp"

#include <array>

#include "adapters/sqlite/name_functions.hpp"

namespace caravan::sqlite {

namespace {

// docs/decisions/0002-embedded-schema.md argues for each choice.
constexpr const char* kFirst = R"sql(
CREATE TABLE identity(  -- one row
  epoch TEXT NOT NULL,     -- offsets of another epoch mean nothing here
  node  INTEGER NOT NULL   -- the last eight bytes of every TimeUUID of this store
) STRICT;

CREATE TABLE users(
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  username      TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL
) STRICT;

CREATE TABLE chats(
  key     INTEGER PRIMARY KEY,   -- stands for the id in every other table
  id      BLOB NOT NULL UNIQUE,
  kind    INTEGER NOT NULL,      -- 0 direct, 1 group
  name    TEXT NOT NULL,
  created INTEGER NOT NULL       -- ticks
) STRICT;
CREATE TABLE chat_members(
  chat     INTEGER NOT NULL,
  position INTEGER NOT NULL,
  user     INTEGER NOT NULL,
  username TEXT NOT NULL,
  PRIMARY KEY(chat, position)
) WITHOUT ROWID, STRICT;
CREATE INDEX chats_by_user ON chat_members(user, chat);
CREATE TABLE direct_chats(
  low  INTEGER NOT NULL,
  high INTEGER NOT NULL,
  chat INTEGER NOT NULL,
  PRIMARY KEY(low, high)
) WITHOUT ROWID, STRICT;

-- History and log in one: a row is both the message and its record in the topic.
CREATE TABLE chat_messages(
  seq       INTEGER PRIMARY KEY,
  chat      INTEGER NOT NULL,
  ticks     INTEGER NOT NULL,  -- of 100 ns since 1970; grows with seq
  id        BLOB NOT NULL,
  from_user INTEGER NOT NULL,
  to_user   INTEGER,
  body      TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX chat_messages_by_id ON chat_messages(id);
CREATE INDEX chat_messages_by_chat ON chat_messages(chat, ticks);

CREATE TABLE chat_deliveries(
  seq       INTEGER PRIMARY KEY,
  recipient INTEGER NOT NULL,
  message   INTEGER NOT NULL   -- its seq
) STRICT;
CREATE INDEX chat_deliveries_by_recipient ON chat_deliveries(recipient, seq);

CREATE TABLE chat_messages_grouped(
  seq       INTEGER PRIMARY KEY,
  recipient INTEGER NOT NULL,
  ticks     INTEGER NOT NULL,  -- when it was written
  value     TEXT NOT NULL      -- JSON, as in api/chat_messages_grouped.schema.json
) STRICT;

CREATE TABLE topics(
  name    TEXT PRIMARY KEY,
  trimmed INTEGER NOT NULL     -- up to and including this seq the topic may have lost records to their age
) WITHOUT ROWID, STRICT;
INSERT INTO topics VALUES ('chat_messages', 0), ('chat_deliveries', 0), ('chat_messages_grouped', 0);
CREATE TABLE offsets(
  topic    TEXT NOT NULL,
  consumer TEXT NOT NULL,
  seq      INTEGER NOT NULL,   -- everything up to and including it is done
  PRIMARY KEY(topic, consumer)
) WITHOUT ROWID, STRICT;
)sql";

// Ids are unique for their sender (docs/decisions/0015-one-message-per-id.md).
constexpr const char* kIdsOfSenders = R"sql(
DROP INDEX chat_messages_by_id;
CREATE UNIQUE INDEX chat_messages_by_sender ON chat_messages(from_user, id);
)sql";

// docs/decisions/0017-firebase-sessions.md
constexpr const char* kSessionEpochs = R"sql(
ALTER TABLE users ADD COLUMN session_epoch INTEGER NOT NULL DEFAULT 0;
)sql";

// docs/decisions/0033-names.md. Accounts of before keep their names, also those that look like another one.
constexpr const char* kNames = R"sql(
CREATE TABLE name_likenesses(
  likeness TEXT PRIMARY KEY,   -- no two accounts share one
  user     INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE name_words(
  user INTEGER NOT NULL,
  word TEXT NOT NULL,          -- a search finds the account by its beginning
  PRIMARY KEY(user, word)
) WITHOUT ROWID, STRICT;
CREATE INDEX users_by_word ON name_words(word, user);
INSERT OR IGNORE INTO name_likenesses
  SELECT l.value, u.id FROM users u, json_each(caravan_likenesses(u.username)) l ORDER BY u.id;
INSERT INTO name_words SELECT u.id, w.value FROM users u, json_each(caravan_name_words(u.username)) w;
)sql";

constexpr std::array kMigrations{kFirst, kIdsOfSenders, kSessionEpochs, kNames};

std::int64_t version_of(Connection& connection) {
  return connection.integer("PRAGMA user_version");
}

void refuse_foreign_and_newer(Connection& connection, std::size_t newest) {
  const auto application = connection.integer("PRAGMA application_id");
  const bool empty = connection.integer("SELECT count(*) FROM sqlite_schema") == 0;
  if (application != kApplicationId && !(application == 0 && empty))
    throw UnusableStore("it is an SQLite database of another program");
  const auto version = version_of(connection);
  if (version > static_cast<std::int64_t>(newest))
    throw UnusableStore("its format is version " + std::to_string(version) +
                        ", written by a newer caravan; this one knows up to " + std::to_string(newest) +
                        ". Use the newer program, or a backup from before the upgrade");
}

}  // namespace

std::span<const char* const> migrations() {
  return kMigrations;
}

void migrate(Connection& connection, std::span<const char* const> steps) {
  refuse_foreign_and_newer(connection, steps.size());
  define_name_functions(connection);
  for (auto version = static_cast<std::size_t>(version_of(connection)); version < steps.size(); ++version)
    connection.execute("BEGIN IMMEDIATE;" + std::string(steps[version]) +
                       ";PRAGMA application_id = " + std::to_string(kApplicationId) +
                       ";PRAGMA user_version = " + std::to_string(version + 1) + ";COMMIT");
}

void require_current(Connection& connection, std::span<const char* const> steps) {
  refuse_foreign_and_newer(connection, steps.size());
  const auto version = version_of(connection);
  if (version < static_cast<std::int64_t>(steps.size()))
    throw UnusableStore("its format is version " + std::to_string(version) +
                        "; start the server once, or run `caravan migrate`, to bring it to version " +
                        std::to_string(steps.size()));
}

}  // namespace caravan::sqlite
