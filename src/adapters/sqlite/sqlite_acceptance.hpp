#pragma once

#include "adapters/sqlite/database.hpp"
#include "ports/acceptance.hpp"

namespace caravan::sqlite {

// One row is both the message in history and its record in `chat_messages`, so there is nothing that could be
// done by half. A first attempt and a retry cost the same: the unique index is looked at by every insert.
class SqliteAcceptance final : public ports::Acceptance {
 public:
  explicit SqliteAcceptance(Database& database) : database_(database) {}

  // `not_found` when the chat does not exist.
  ports::Task<ports::Result<domain::Message>> accept(domain::Draft draft, ports::Attempt attempt) override;

 private:
  Database& database_;
};

}  // namespace caravan::sqlite
