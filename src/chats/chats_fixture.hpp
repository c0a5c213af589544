#pragma once

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "adapters/memory/memory_acceptance.hpp"
#include "adapters/memory/memory_accounts.hpp"
#include "adapters/memory/memory_chats.hpp"
#include "adapters/memory/memory_history.hpp"
#include "chats/chat_cache.hpp"
#include "chats/create_chat.hpp"
#include "runtime/manual_clock.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::chats {

// Four accounts (1 to 4) on the memory store.
class ChatsTest : public testing::Test {
 protected:
  class CountingRandom final : public runtime::Random {
   public:
    std::uint64_t next() override { return ++last_; }

   private:
    std::uint64_t last_ = 0;
  };

  ChatsTest() {
    for (const char* name : {"ada", "bob", "cem", "dee"})
      (void)runtime::run_to_end(accounts_.create({name, "hash"}));
  }

  CreateOutcome create(std::int64_t caller, std::vector<domain::UserId> members,
                       domain::ChatKind kind = domain::ChatKind::direct, std::string name = {}) {
    return runtime::run_to_end(creation_.create(
        {.caller = {caller}, .kind = kind, .name = std::move(name), .members = std::move(members)}));
  }
  domain::Chat created(std::int64_t caller, std::vector<domain::UserId> members,
                       domain::ChatKind kind = domain::ChatKind::direct) {
    return std::get<domain::Chat>(create(caller, std::move(members), kind));
  }

  runtime::ManualClock clock_;
  CountingRandom random_;
  memory::Store store_{clock_, random_};
  memory::MemoryAccounts accounts_{store_};
  memory::MemoryChats chats_{store_};
  memory::MemoryHistory history_{store_};
  memory::MemoryAcceptance acceptance_{store_};
  ChatCache cache_{{.chats_max = 2}, chats_};
  CreateChat creation_{{.group_members_max = 3}, accounts_, chats_, random_};
};

}  // namespace caravan::chats
