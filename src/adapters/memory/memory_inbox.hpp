#pragma once

#include "adapters/memory/fallible.hpp"
#include "adapters/memory/store.hpp"
#include "ports/inbox.hpp"

namespace caravan::memory {

class MemoryInbox final : public ports::Inbox, public Fallible {
 public:
  explicit MemoryInbox(Store& store) : store_(store) {}

  ports::Task<ports::Result<ports::InboxPage>> since(domain::UserId recipient, ports::Offset offset,
                                                     std::size_t count_max) override;
  ports::Task<ports::Result<std::string>> epoch() override { co_return store_.epoch; }

 private:
  Store& store_;
};

}  // namespace caravan::memory
