#pragma once

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/stored_time.hpp"
#include "domain/message.hpp"

namespace caravan::sqlite {

// The message in a row whose columns, from `first` on, are: ticks, id, from_user, to_user, body.
domain::Message message_row(const Rows& rows, int first, domain::ChatId chat, StoredTime time);

}  // namespace caravan::sqlite
