#include <gtest/gtest.h>

#include "adapters/memory/memory_acceptance.hpp"
#include "adapters/memory/memory_accounts.hpp"
#include "adapters/memory/memory_chats.hpp"
#include "adapters/memory/memory_feed.hpp"
#include "adapters/memory/memory_history.hpp"
#include "adapters/memory/memory_inbox.hpp"
#include "adapters/memory/memory_log.hpp"
#include "adapters/memory/memory_message_store.hpp"
#include "ports/contract_tests/acceptance_contract.hpp"
#include "ports/contract_tests/accounts_contract.hpp"
#include "ports/contract_tests/chats_contract.hpp"
#include "ports/contract_tests/feed_contract.hpp"
#include "ports/contract_tests/history_contract.hpp"
#include "ports/contract_tests/inbox_contract.hpp"
#include "ports/contract_tests/message_log_contract.hpp"
#include "ports/contract_tests/unpublished_contract.hpp"

namespace caravan::ports::contract {
namespace {

struct MemoryEnvironment {
  runtime::ManualClock clock;
  runtime::SystemRandom random;
  memory::Store store{clock, random};
};

class MemoryAccountsSubject final : public AccountsSubject {
 public:
  Accounts& accounts() override { return accounts_; }

 private:
  MemoryEnvironment environment_;
  memory::MemoryAccounts accounts_{environment_.store};
};

class MemoryLogSubject final : public LogSubject {
 public:
  runtime::ManualClock& clock() override { return environment_.clock; }
  Chats& chats() override { return chats_; }
  Acceptance& acceptance() override { return acceptance_; }
  History& history() override { return history_; }
  Inbox& inbox() override { return inbox_; }
  std::unique_ptr<FanOutStage> fan_out(std::string consumer) override {
    return std::make_unique<memory::MemoryFanOutStage>(environment_.store, consumer);
  }
  std::unique_ptr<AggregateStage> aggregate(std::string consumer) override {
    return std::make_unique<memory::MemoryAggregateStage>(environment_.store, consumer);
  }
  std::unique_ptr<StreamStage> streams(std::string consumer) override {
    return std::make_unique<memory::MemoryStreamStage>(environment_.store, consumer);
  }
  std::unique_ptr<BatchConsumer> batches(std::string consumer) override {
    return std::make_unique<memory::MemoryBatchConsumer>(environment_.store, consumer);
  }
  std::unique_ptr<DeliveryTail> tail() override {
    return std::make_unique<memory::MemoryDeliveryTail>(environment_.store);
  }
  void forget_deliveries() override {
    environment_.store.chat_deliveries.trim(environment_.store.chat_deliveries.end());
  }

 private:
  MemoryEnvironment environment_;
  memory::MemoryChats chats_{environment_.store};
  memory::MemoryAcceptance acceptance_{environment_.store};
  memory::MemoryHistory history_{environment_.store};
  memory::MemoryInbox inbox_{environment_.store};
};

class MemoryFeedSubject final : public FeedSubject {
 public:
  Feed& feed() override { return feed_; }
  std::vector<domain::MessageKey> shown(domain::UserId reader) override {
    std::vector<domain::MessageKey> keys;
    for (const auto& message : feed_.shown(reader))
      keys.push_back(message->key());
    return keys;
  }
  std::optional<Offset> whole_from(domain::UserId reader) override { return feed_.whole_from(reader); }

 private:
  memory::MemoryFeed feed_;
};

// One process: what two have of it is the same.
class MemoryUnpublishedSubject final : public UnpublishedSubject {
 public:
  Unpublished& one() override { return unpublished_; }
  Unpublished& other() override { return unpublished_; }

 private:
  memory::MemoryUnpublished unpublished_;
};

template <class Subject, class Adapter>
Factory<Subject> memory() {
  return {"memory", []() -> std::unique_ptr<Subject> { return std::make_unique<Adapter>(); }};
}
const auto kStore = memory<StoreSubject, MemoryLogSubject>();
const auto kLog = memory<LogSubject, MemoryLogSubject>();

INSTANTIATE_TEST_SUITE_P(Memory, AccountsContract,
                         testing::Values(memory<AccountsSubject, MemoryAccountsSubject>()));
INSTANTIATE_TEST_SUITE_P(Memory, UnpublishedContract,
                         testing::Values(memory<UnpublishedSubject, MemoryUnpublishedSubject>()));
INSTANTIATE_TEST_SUITE_P(Memory, ChatsContract, testing::Values(kStore));
INSTANTIATE_TEST_SUITE_P(Memory, AcceptanceContract, testing::Values(kStore));
INSTANTIATE_TEST_SUITE_P(Memory, HistoryContract, testing::Values(kStore));
INSTANTIATE_TEST_SUITE_P(Memory, MessageLogContract, testing::Values(kLog));
INSTANTIATE_TEST_SUITE_P(Memory, InboxContract, testing::Values(kLog));
INSTANTIATE_TEST_SUITE_P(Memory, FeedContract, testing::Values(memory<FeedSubject, MemoryFeedSubject>()));

}  // namespace
}  // namespace caravan::ports::contract
