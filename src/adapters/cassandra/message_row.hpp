#pragma once

#include <cstdint>
#include <optional>

#include "adapters/cassandra/answer.hpp"
#include "domain/message.hpp"

namespace caravan::cassandra {

// A message without a receiver has 0 there: a null would be written as a tombstone.
inline std::int64_t stored_receiver(const std::optional<domain::UserId>& to) {
  return to ? to->value : 0;
}

// From a row that begins with time, message_id, from_user, to_user, body.
inline domain::Message message_row(const Answer& answer, std::size_t row, domain::ChatId chat) {
  const auto to = answer.int64(row, 3);
  return {domain::MessageId{answer.uuid(row, 1)}, chat,
          domain::UserId{answer.int64(row, 2)},   to == 0 ? std::nullopt : std::optional(domain::UserId{to}),
          std::string(answer.text(row, 4)),       answer.time(row, 0)};
}

}  // namespace caravan::cassandra
