#pragma once

#include "adapters/sqlite/database.hpp"
#include "ports/acceptance.hpp"

namespace caravan::sqlite {

// One row is both the message in history and its record in `chat_messages`, so there is nothing that could be
// done by half. Every insert looks at the unique index, so an id that is sent again costs what others do.
//
// Deliveries are written with their message when they are few (docs/decisions/0007-fan-out-at-once.md).
class SqliteAcceptance final : public ports::Acceptance {
 public:
  struct Options {
    // Larger chats are fanned out by the hop, in a transaction of its own. 0 leaves all of them to it.
    std::size_t fan_out_members_max = 64;
  };

  SqliteAcceptance(Database& database, Options options) : database_(database), options_(options) {}

  // `not_found` when the chat does not exist.
  ports::Task<ports::Result<domain::Message>> accept(domain::Draft draft, ports::IdOrigin) override;

 private:
  Database& database_;
  Options options_;
};

}  // namespace caravan::sqlite
