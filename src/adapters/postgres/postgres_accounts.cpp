#include "adapters/postgres/postgres_accounts.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "adapters/postgres/account_statements.hpp"
#include "adapters/postgres/like_pattern.hpp"

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

// Text that the database cannot hold, such as a zero byte or what is no UTF-8, is nobody's.
bool is_nobody(const ports::Result<Rows>& found) {
  return found ? found->size() == 0 : found.error().code == Errc::invalid;
}

}  // namespace

ports::Task<ports::Result<domain::Account>> PostgresAccounts::create(std::string username,
                                                                     std::string password_hash) {
  std::vector<Parameter> row{username, password_hash};
  const auto created = co_await pool_.call(kCreateAccount, std::move(row));
  if (!created && created.error().code == Errc::uncertain)
    co_return co_await settle(std::move(username), std::move(password_hash), created.error());
  if (!created) co_return created.error();
  if (created->size() == 0) co_return ports::Error{Errc::conflict, "the username is taken"};
  co_return domain::Account{domain::UserId{created->integer(0, 0)}, std::move(username)};
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
  if (!query.contains.empty()) page.emplace_back(pattern_holding(query.contains));
  const auto found =
      co_await pool_.call(query.contains.empty() ? kAccounts : kAccountsByPart, std::move(page));
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

}  // namespace caravan::postgres
