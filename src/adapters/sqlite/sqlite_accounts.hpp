#pragma once

#include "adapters/sqlite/database.hpp"
#include "ports/accounts.hpp"

namespace caravan::sqlite {

class SqliteAccounts final : public ports::Accounts {
 public:
  explicit SqliteAccounts(Database& database) : database_(database) {}

  ports::Task<ports::Result<domain::Account>> create(ports::NewAccount account) override;
  ports::Task<ports::Result<bool>> is_taken(std::string username,
                                            std::vector<std::string> likenesses) override;
  ports::Task<ports::Result<ports::Credentials>> credentials(std::string username) override;
  ports::Task<ports::Result<domain::Account>> find(domain::UserId id) override;
  ports::Task<ports::Result<std::vector<domain::Account>>> list(ports::AccountQuery query) override;
  ports::Task<ports::Result<std::int64_t>> session_epoch(domain::UserId id) override;
  ports::Task<ports::Result<std::int64_t>> raise_session_epoch(domain::UserId id) override;

 private:
  Database& database_;
};

}  // namespace caravan::sqlite
