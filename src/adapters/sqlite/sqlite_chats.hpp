#pragma once

#include "adapters/sqlite/database.hpp"
#include "ports/chats.hpp"

namespace caravan::sqlite {

class SqliteChats final : public ports::Chats {
 public:
  explicit SqliteChats(Database& database) : database_(database) {}

  // `conflict` when the chat's id is taken.
  ports::Task<ports::Result<ports::ChatCreation>> create(domain::Chat chat) override;
  ports::Task<ports::Result<domain::Chat>> find(domain::ChatId id) override;
  // Looks at the newest message of each of the user's chats: sending stays free of a row that every message
  // of a chat would have to rewrite, and a list costs a look into one index per chat.
  ports::Task<ports::Result<std::vector<domain::ChatSummary>>> list(domain::UserId user,
                                                                    ports::ChatListQuery query) override;

 private:
  Database& database_;
};

}  // namespace caravan::sqlite
