#include "adapters/sqlite/sqlite_accounts.hpp"

namespace caravan::sqlite {

namespace {

struct CreateAccount {
  std::string username;
  std::string password_hash;

  ports::Result<domain::Account> operator()(WriteTransaction& transaction) {
    auto& connection = transaction.connection();
    const auto created =
        connection.run("INSERT INTO users(username, password_hash) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                       username, password_hash);
    if (created == 0) return ports::Error{ports::Errc::conflict, "the username is taken"};
    return domain::Account{domain::UserId{connection.last_insert_key()}, username};
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

// The same order and bounds for all; a search only adds its filter.
constexpr const char* kPage = "SELECT id, username FROM users WHERE id > ?1 ORDER BY id LIMIT ?2";
constexpr const char* kSearch =
    "SELECT id, username FROM users WHERE id > ?1 AND instr(lower(username), lower(?3)) ORDER BY id LIMIT ?2";

domain::Account account(const Rows& rows) {
  return {domain::UserId{rows.integer(0)}, std::string(rows.text(1))};
}

}  // namespace

ports::Task<ports::Result<domain::Account>> SqliteAccounts::create(std::string username,
                                                                   std::string password_hash) {
  return database_.writer().run(CreateAccount{std::move(username), std::move(password_hash)});
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
        auto rows = query.contains.empty() ? connection.query(kPage, query.after, limit)
                                           : connection.query(kSearch, query.after, limit, query.contains);
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
