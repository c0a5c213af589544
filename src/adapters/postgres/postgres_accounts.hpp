#pragma once

#include "adapters/postgres/database.hpp"
#include "ports/accounts.hpp"

namespace caravan::postgres {

class PostgresAccounts final : public ports::Accounts {
 public:
  explicit PostgresAccounts(Database& database) : pool_(database.pool()) {}

  // When the connection breaks in the middle, it looks once whether the account was made.
  ports::Task<ports::Result<domain::Account>> create(std::string username,
                                                     std::string password_hash) override;
  ports::Task<ports::Result<ports::Credentials>> credentials(std::string username) override;
  ports::Task<ports::Result<domain::Account>> find(domain::UserId id) override;
  // A search for three characters or more uses an index where the database has one (migrations/0002).
  ports::Task<ports::Result<std::vector<domain::Account>>> list(ports::AccountQuery query) override;
  ports::Task<ports::Result<std::int64_t>> session_epoch(domain::UserId id) override;
  ports::Task<ports::Result<std::int64_t>> raise_session_epoch(domain::UserId id) override;

 private:
  ports::Task<ports::Result<domain::Account>> settle(std::string username, std::string password_hash,
                                                     ports::Error uncertain);
  // What the statement, which lives as long as the program, answers for an account.
  ports::Task<ports::Result<std::int64_t>> number_of(const Statement& statement, domain::UserId id);

  Pool& pool_;
};

}  // namespace caravan::postgres
