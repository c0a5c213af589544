#include "adapters/postgres/postgres_accounts.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "adapters/postgres/account_statements.hpp"
#include "adapters/postgres/text_array.hpp"
#include "observe/log.hpp"
#include "text/likeness.hpp"
#include "text/search_words.hpp"

namespace caravan::postgres {

namespace {

using ports::Errc;

domain::Account account(const Rows& rows, std::size_t row) {
  return {domain::UserId{rows.integer(row, 0)}, rows.text(row, 1)};
}

std::int64_t sql_limit(std::size_t count_max) {
  return static_cast<std::int64_t>(
      std::min<std::size_t>(count_max, std::numeric_limits<std::int32_t>::max()));
}

void add_words(std::vector<Parameter>& parameters, const std::vector<std::string>& words) {
  std::vector<std::string> others(words.begin() + 1, words.end()), behind;
  for (const auto& word : others)
    behind.push_back(text::behind_all_of(word));
  parameters.insert(parameters.end(), {words.front(), text::behind_all_of(words.front()), text_array(others),
                                       text_array(behind)});
}

// Text that the database cannot hold, such as a zero byte or what is no UTF-8, is nobody's.
bool is_nobody(const ports::Result<Rows>& found) {
  return found ? found->size() == 0 : found.error().code == Errc::invalid;
}

}  // namespace

ports::Task<ports::Result<domain::Account>> PostgresAccounts::create(ports::NewAccount account) {
  std::vector<Parameter> row{account.username, account.password_hash, text_array(account.likenesses),
                             text_array(account.words)};
  const auto created = co_await pool_.call(kCreateAccount, std::move(row));
  if (!created && created.error().code == Errc::uncertain)
    co_return co_await settle(std::move(account.username), std::move(account.password_hash), created.error());
  if (!created) co_return created.error();
  if (created->size() == 0) co_return ports::Error{Errc::conflict, "the username is taken"};
  co_return domain::Account{domain::UserId{created->integer(0, 0)}, std::move(account.username)};
}

ports::Task<ports::Result<bool>> PostgresAccounts::is_taken(std::string username,
                                                            std::vector<std::string> likenesses) {
  std::vector<Parameter> names{std::move(username), text_array(likenesses)};
  const auto found = co_await pool_.call(kIsTaken, std::move(names));
  if (is_nobody(found)) co_return false;
  if (!found) co_return found.error();
  co_return true;
}

// Each hash has a salt of its own, so an account with this very hash is the one that was being made. When
// there is none, it may still come: the server may not have noticed yet that the connection is gone.
ports::Task<ports::Result<domain::Account>> PostgresAccounts::settle(std::string username,
                                                                     std::string password_hash,
                                                                     ports::Error uncertain) {
  const auto found = co_await credentials(std::move(username));
  if (!found) co_return uncertain;
  if (found->password_hash != password_hash) co_return ports::Error{Errc::conflict, "the username is taken"};
  co_return found->account;
}

ports::Task<ports::Result<ports::Credentials>> PostgresAccounts::credentials(std::string username) {
  std::vector<Parameter> name{std::move(username)};
  const auto found = co_await pool_.call(kAccountByName, std::move(name));
  if (is_nobody(found)) co_return ports::Error{Errc::not_found, "no such username"};
  if (!found) co_return found.error();
  co_return ports::Credentials{account(*found, 0), found->text(0, 2)};
}

ports::Task<ports::Result<domain::Account>> PostgresAccounts::find(domain::UserId id) {
  std::vector<Parameter> key{id.value};
  const auto found = co_await pool_.call(kAccountById, std::move(key));
  if (is_nobody(found)) co_return ports::Error{Errc::not_found, "no such account"};
  if (!found) co_return found.error();
  co_return account(*found, 0);
}

ports::Task<ports::Result<std::vector<domain::Account>>> PostgresAccounts::list(ports::AccountQuery query) {
  std::vector<Parameter> page{query.after.value, sql_limit(query.count_max)};
  if (!query.words.empty()) add_words(page, query.words);
  const auto found = co_await pool_.call(query.words.empty() ? kAccounts : kAccountsByWords, std::move(page));
  std::vector<domain::Account> accounts;
  if (is_nobody(found)) co_return accounts;
  if (!found) co_return found.error();
  for (std::size_t row = 0; row < found->size(); ++row)
    accounts.push_back(account(*found, row));
  co_return accounts;
}

ports::Task<ports::Result<std::int64_t>> PostgresAccounts::session_epoch(domain::UserId id) {
  return number_of(kSessionEpoch, id);
}

ports::Task<ports::Result<std::int64_t>> PostgresAccounts::raise_session_epoch(domain::UserId id) {
  return number_of(kRaiseSessionEpoch, id);
}

ports::Task<ports::Result<std::int64_t>> PostgresAccounts::number_of(const Statement& statement,
                                                                     domain::UserId id) {
  std::vector<Parameter> key{id.value};
  const auto found = co_await pool_.call(statement, std::move(key));
  if (is_nobody(found)) co_return ports::Error{Errc::not_found, "no such account"};
  if (!found) co_return found.error();
  co_return found->integer(0, 0);
}

ports::Task<ports::Result<std::size_t>> PostgresAccounts::add_missing_words() {
  constexpr std::int64_t kPage = 500;
  std::size_t added = 0;
  for (std::int64_t after = 0;;) {
    std::vector<Parameter> page{after, kPage};
    const auto found = co_await pool_.call(kAccountsWithoutWords, std::move(page));
    if (!found) co_return found.error();
    if (found->size() == 0) co_return added;
    for (std::size_t row = 0; row < found->size(); ++row) {
      const auto [id, username] = account(*found, row);
      std::vector<Parameter> names{id.value, text_array(text::likenesses(username)),
                                   text_array(text::name_words(username))};
      const auto done = co_await pool_.call(kAddWords, std::move(names));
      if (!done) co_return done.error();
      after = id.value;
      ++added;
    }
  }
}

ports::Task<void> PostgresAccounts::index_names(runtime::Clock& clock, std::chrono::milliseconds pause) {
  for (;;) {
    const auto added = co_await add_missing_words();
    if (added && *added > 0)
      observe::log(observe::Level::info, "postgres.names_indexed", {{"accounts", *added}});
    if (added) co_return;
    observe::log(observe::Level::warn, "postgres.names_not_indexed", {{"detail", added.error().detail}});
    co_await clock.sleep_until(clock.now() + pause);
  }
}

}  // namespace caravan::postgres
