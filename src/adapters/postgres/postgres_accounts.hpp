#pragma once

#include <chrono>

#include "adapters/postgres/database.hpp"
#include "ports/accounts.hpp"
#include "runtime/clock.hpp"

namespace caravan::postgres {

class PostgresAccounts final : public ports::Accounts {
 public:
  explicit PostgresAccounts(Database& database) : pool_(database.pool()) {}

  // When the connection breaks in the middle, it looks once whether the account was made.
  ports::Task<ports::Result<domain::Account>> create(ports::NewAccount account) override;
  ports::Task<ports::Result<bool>> is_taken(std::string username,
                                            std::vector<std::string> likenesses) override;
  ports::Task<ports::Result<ports::Credentials>> credentials(std::string username) override;
  ports::Task<ports::Result<domain::Account>> find(domain::UserId id) override;
  ports::Task<ports::Result<std::vector<domain::Account>>> list(ports::AccountQuery query) override;
  ports::Task<ports::Result<std::int64_t>> session_epoch(domain::UserId id) override;
  ports::Task<ports::Result<std::int64_t>> raise_session_epoch(domain::UserId id) override;

  // Gives accounts likenesses and words that have none: those of before there were any, and those that an
  // older server made beside this one. Once, and after `pause` again when it fails.
  ports::Task<void> index_names(runtime::Clock& clock, std::chrono::milliseconds pause);

 private:
  ports::Task<ports::Result<std::size_t>> add_missing_words();
  ports::Task<ports::Result<domain::Account>> settle(std::string username, std::string password_hash,
                                                     ports::Error uncertain);
  // What the statement, which lives as long as the program, answers for an account.
  ports::Task<ports::Result<std::int64_t>> number_of(const Statement& statement, domain::UserId id);

  Pool& pool_;
};

}  // namespace caravan::postgres
