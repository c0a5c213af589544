#include "adapters/memory/fallible.hpp"

#include <gtest/gtest.h>

#include "adapters/memory/memory_acceptance.hpp"
#include "adapters/memory/memory_chats.hpp"
#include "adapters/memory/memory_history.hpp"
#include "ports/contract_tests/samples.hpp"
#include "runtime/manual_clock.hpp"

namespace caravan::memory {
namespace {

using ports::contract::draft;
using ports::contract::get;
using runtime::run_to_end;

struct FallibleTest : testing::Test {
  runtime::ManualClock clock;
  runtime::SystemRandom random;
  Store store{clock, random};
  MemoryChats chats{store};
  MemoryAcceptance acceptance{store};
  MemoryHistory history{store};
  domain::Chat chat = ports::contract::existing(
      chats, ports::contract::direct_chat(ports::contract::kAnn, ports::contract::kBen));

  ports::Result<domain::Message> send() {
    return run_to_end(acceptance.accept(draft(chat, ports::contract::kAnn, "hi"), ports::IdOrigin::sender));
  }
  std::size_t stored() { return get(history.before(chat.id, std::nullopt, 10)).size(); }
};

TEST_F(FallibleTest, FailsAsOftenAsOrderedAndChangesNothing) {
  acceptance.fail_next(ports::Errc::unavailable, 2);
  EXPECT_EQ(send().error().code, ports::Errc::unavailable);
  EXPECT_EQ(send().error().code, ports::Errc::unavailable);
  EXPECT_EQ(stored(), 0u);
  EXPECT_TRUE(send());
  EXPECT_EQ(stored(), 1u);
}

TEST_F(FallibleTest, AnUncertainCallIsDoneAndItsAnswerLost) {
  acceptance.fail_next(ports::Errc::uncertain);
  EXPECT_EQ(send().error().code, ports::Errc::uncertain);
  EXPECT_EQ(stored(), 1u);
}

}  // namespace
}  // namespace caravan::memory
