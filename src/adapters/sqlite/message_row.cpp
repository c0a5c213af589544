#include "adapters/sqlite/message_row.hpp"

namespace caravan::sqlite {

domain::Message message_row(const Rows& rows, int first, domain::ChatId chat, StoredTime time) {
  std::optional<domain::UserId> to;
  if (!rows.is_null(first + 3)) to = domain::UserId{rows.integer(first + 3)};
  return {domain::MessageId{rows.uuid(first + 1)}, chat,
          domain::UserId{rows.integer(first + 2)}, to,
          std::string(rows.text(first + 4)),       time.at(rows.integer(first))};
}

}  // namespace caravan::sqlite
