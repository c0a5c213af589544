#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "adapters/cassandra/answer.hpp"

namespace caravan::cassandra {

// Every statement there is, prepared once after connecting. None scans a table, and each but those of
// `unpublished_slots` and `schema` names its partition by an id.
enum class Statement : std::size_t {
  insert_message,
  message_at,
  messages_before,
  messages_after,
  register_bucket,
  buckets_before,
  buckets_after,
  take_claim,
  insert_member,
  insert_user_chat,
  chat,
  chats_of_user,
  take_pair,
  pair,
  add_unpublished,
  remove_unpublished,
  unpublished_of_slot,
  register_slot,
  slots_from,
  forget_slot,
  count,
};

inline constexpr std::size_t kStatements = static_cast<std::size_t>(Statement::count);

// Whether a write takes part in a round of consensus, and a read sees what such a round decided.
enum class Agreement { none, serial };

struct StatementText {
  std::string_view cql;  // '%' stands for the keyspace
  Effect effect;
  Agreement agreement = Agreement::none;
};

const StatementText& text_of(Statement statement);
std::string in_keyspace(std::string_view cql, std::string_view keyspace);

}  // namespace caravan::cassandra
