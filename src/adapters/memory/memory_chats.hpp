#pragma once

#include "adapters/memory/fallible.hpp"
#include "adapters/memory/store.hpp"
#include "ports/chats.hpp"

namespace caravan::memory {

class MemoryChats final : public ports::Chats, public Fallible {
 public:
  explicit MemoryChats(Store& store) : store_(store) {}

  ports::Task<ports::Result<ports::ChatCreation>> create(domain::Chat chat) override;
  ports::Task<ports::Result<domain::Chat>> find(domain::ChatId id) override;
  ports::Task<ports::Result<std::vector<domain::ChatSummary>>> list(domain::UserId user,
                                                                    ports::ChatListQuery query) override;

 private:
  Store& store_;
};

}  // namespace caravan::memory
