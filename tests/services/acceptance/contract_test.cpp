#include <gtest/gtest.h>

#include "ports/contract_tests/acceptance_contract.hpp"
#include "services/acceptance/chat_node.hpp"
#include "services/ticking_clock.hpp"

namespace caravan::ports::contract {
namespace {

class ChatNodeSubject final : public StoreSubject {
 public:
  runtime::ManualClock& clock() override { return clock_; }
  Chats& chats() override { return node_.chats; }
  Acceptance& acceptance() override { return node_.acceptance; }
  History& history() override { return node_.history; }

 private:
  runtime::ManualClock clock_;
  services::TickingClock ticking_{clock_};
  services::ChatNode node_{{}, ticking_};
};

const Factory<StoreSubject> kChatNode = {
    "a chat node on Cassandra and Kafka",
    []() -> std::unique_ptr<StoreSubject> { return std::make_unique<ChatNodeSubject>(); }};

INSTANTIATE_TEST_SUITE_P(ChatNode, AcceptanceContract, testing::Values(kChatNode));

}  // namespace
}  // namespace caravan::ports::contract
