#include "adapters/sqlite/sqlite_accounts.hpp"

#include <algorithm>

#include "text/search_words.hpp"
#include "wire/json_text.hpp"

namespace caravan::sqlite {

namespace {

bool has_likeness(Connection& connection, const std::vector<std::string>& likenesses) {
  return std::ranges::any_of(likenesses, [&connection](const std::string& likeness) {
    return connection.integer("SELECT EXISTS (SELECT 1 FROM name_likenesses WHERE likeness = ?1)",
                              likeness) != 0;
  });
}

struct CreateAccount {
  ports::NewAccount account;

  ports::Result<domain::Account> operator()(WriteTransaction& transaction) {
    auto& connection = transaction.connection();
    const bool alike = has_likeness(connection, account.likenesses);
    if (alike ||
        connection.run("INSERT INTO users(username, password_hash) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                       account.username, account.password_hash) == 0)
      return ports::Error{ports::Errc::conflict, "the username is taken"};
    const domain::UserId id{connection.last_insert_key()};
    for (const auto& likeness : account.likenesses)
      connection.run("INSERT INTO name_likenesses VALUES (?1, ?2)", likeness, id);
    for (const auto& word : account.words)
      connection.run("INSERT INTO name_words VALUES (?1, ?2)", id, word);
    return domain::Account{id, account.username};
  }
};

struct RaiseSessionEpoch {
  domain::UserId id;

  ports::Result<std::int64_t> operator()(WriteTransaction& transaction) {
    auto rows = transaction.connection().query(
        "UPDATE users SET session_epoch = session_epoch + 1 WHERE id = ?1 RETURNING session_epoch", id);
    if (!rows.next()) return ports::Error{ports::Errc::not_found, "no such account"};
    return rows.integer(0);
  }
};

constexpr const char* kPage = "SELECT id, username FROM users WHERE id > ?1 ORDER BY id LIMIT ?2";

// What few have is found by the longest word. The plus keeps SQLite from reading all words in the order of
// their users, which it takes for the cheaper way.
constexpr const char* kSearchRare =
    "SELECT u.id, u.username FROM (SELECT DISTINCT user FROM name_words "
    "WHERE word >= ?3 AND word < ?4 AND +user > ?1) f JOIN users u ON u.id = f.user "
    "WHERE NOT EXISTS (SELECT 1 FROM json_each(?5) q WHERE NOT EXISTS (SELECT 1 FROM name_words w "
    "WHERE w.user = u.id AND w.word >= q.value AND w.word < q.value || char(0x10ffff))) "
    "ORDER BY u.id LIMIT ?2";
// What many have fills a page soonest in the order of their ids.
constexpr const char* kSearchCommon =
    "SELECT u.id, u.username FROM users u WHERE u.id > ?1 AND EXISTS (SELECT 1 FROM name_words f "
    "WHERE f.user = u.id AND f.word >= ?3 AND f.word < ?4) "
    "AND NOT EXISTS (SELECT 1 FROM json_each(?5) q WHERE NOT EXISTS (SELECT 1 FROM name_words w "
    "WHERE w.user = u.id AND w.word >= q.value AND w.word < q.value || char(0x10ffff))) "
    "ORDER BY u.id LIMIT ?2";
constexpr std::int64_t kCommon = 2'000;

Rows search(Connection& connection, const ports::AccountQuery& query, std::int64_t limit) {
  const auto& first = query.words.front();
  const auto behind = text::behind_all_of(first);
  const auto others = wire::json_array({query.words.begin() + 1, query.words.end()});
  const bool is_common =
      connection.integer(
          "SELECT count(*) FROM (SELECT 1 FROM name_words WHERE word >= ?1 AND word < ?2 LIMIT ?3)", first,
          behind, kCommon) == kCommon;
  return connection.query(is_common ? kSearchCommon : kSearchRare, query.after, limit, first, behind, others);
}

domain::Account account(const Rows& rows) {
  return {domain::UserId{rows.integer(0)}, std::string(rows.text(1))};
}

}  // namespace

ports::Task<ports::Result<domain::Account>> SqliteAccounts::create(ports::NewAccount account) {
  return database_.writer().run(CreateAccount{std::move(account)});
}

ports::Task<ports::Result<bool>> SqliteAccounts::is_taken(std::string username,
                                                          std::vector<std::string> likenesses) {
  return database_.reads().run([username = std::move(username), likenesses = std::move(likenesses)](
                                   Connection& connection) -> ports::Result<bool> {
    return has_likeness(connection, likenesses) ||
           connection.integer("SELECT EXISTS (SELECT 1 FROM users WHERE username = ?1)", username) != 0;
  });
}

ports::Task<ports::Result<ports::Credentials>> SqliteAccounts::credentials(std::string username) {
  return database_.reads().run(
      [username = std::move(username)](Connection& connection) -> ports::Result<ports::Credentials> {
        auto rows =
            connection.query("SELECT id, username, password_hash FROM users WHERE username = ?1", username);
        if (!rows.next()) return ports::Error{ports::Errc::not_found, "no such username"};
        return ports::Credentials{account(rows), std::string(rows.text(2))};
      });
}

ports::Task<ports::Result<domain::Account>> SqliteAccounts::find(domain::UserId id) {
  return database_.reads().run([id](Connection& connection) -> ports::Result<domain::Account> {
    auto rows = connection.query("SELECT id, username FROM users WHERE id = ?1", id);
    if (!rows.next()) return ports::Error{ports::Errc::not_found, "no such account"};
    return account(rows);
  });
}

ports::Task<ports::Result<std::vector<domain::Account>>> SqliteAccounts::list(ports::AccountQuery query) {
  return database_.reads().run(
      [query = std::move(query)](Connection& connection) -> ports::Result<std::vector<domain::Account>> {
        const auto limit = sql_limit(query.count_max);
        auto rows = query.words.empty() ? connection.query(kPage, query.after, limit)
                                        : search(connection, query, limit);
        std::vector<domain::Account> page;
        while (rows.next())
          page.push_back(account(rows));
        return page;
      });
}

ports::Task<ports::Result<std::int64_t>> SqliteAccounts::session_epoch(domain::UserId id) {
  return database_.reads().run([id](Connection& connection) -> ports::Result<std::int64_t> {
    auto rows = connection.query("SELECT session_epoch FROM users WHERE id = ?1", id);
    if (!rows.next()) return ports::Error{ports::Errc::not_found, "no such account"};
    return rows.integer(0);
  });
}

ports::Task<ports::Result<std::int64_t>> SqliteAccounts::raise_session_epoch(domain::UserId id) {
  return database_.writer().run(RaiseSessionEpoch{id});
}

}  // namespace caravan::sqlite
