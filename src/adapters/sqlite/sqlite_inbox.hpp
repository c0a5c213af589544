#pragma once

#include "adapters/sqlite/database.hpp"
#include "ports/inbox.hpp"

namespace caravan::sqlite {

class SqliteInbox final : public ports::Inbox {
 public:
  explicit SqliteInbox(Database& database) : database_(database) {}

  ports::Task<ports::Result<ports::InboxPage>> since(domain::UserId recipient, ports::Offset offset,
                                                     std::size_t count_max) override;
  ports::Task<ports::Result<std::string>> epoch() override { co_return database_.epoch(); }

 private:
  Database& database_;
};

}  // namespace caravan::sqlite
