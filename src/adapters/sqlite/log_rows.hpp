#pragma once

#include <cstddef>
#include <vector>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/stored_time.hpp"
#include "domain/batch.hpp"
#include "ports/message_log.hpp"

namespace caravan::sqlite {

template <class Record>
using Records = std::vector<ports::Logged<Record>>;

// The records of one topic strictly after an offset, in order, at most `count_max`.
template <class Record>
Records<Record> read_log(Connection& connection, StoredTime time, ports::Offset after, std::size_t count_max);
template <>
Records<domain::Message> read_log<domain::Message>(Connection&, StoredTime, ports::Offset, std::size_t);
template <>
Records<domain::Delivery> read_log<domain::Delivery>(Connection&, StoredTime, ports::Offset, std::size_t);
template <>
Records<domain::Batch> read_log<domain::Batch>(Connection&, StoredTime, ports::Offset, std::size_t);

// As `read_log` of deliveries, for one recipient.
Records<domain::Delivery> read_inbox(Connection& connection, StoredTime time, domain::UserId recipient,
                                     ports::Offset after, std::size_t count_max);

}  // namespace caravan::sqlite
