#pragma once

#include "adapters/sqlite/database.hpp"
#include "ports/history.hpp"

namespace caravan::sqlite {

class SqliteHistory final : public ports::History {
 public:
  explicit SqliteHistory(Database& database) : database_(database) {}

  ports::Task<ports::Result<std::vector<domain::Message>>> before(domain::ChatId chat,
                                                                  std::optional<domain::TimeUuid> time,
                                                                  std::size_t count_max) override;
  ports::Task<ports::Result<std::vector<domain::Message>>> after(domain::ChatId chat, domain::TimeUuid time,
                                                                 std::size_t count_max) override;

 private:
  Database& database_;
};

}  // namespace caravan::sqlite
