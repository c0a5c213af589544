#pragma once

#include <gtest/gtest.h>
#include <string>

#include "adapters/memory/memory_accounts.hpp"
#include "identity/password_hasher.hpp"
#include "runtime/manual_clock.hpp"
#include "runtime/random.hpp"

namespace caravan::identity {

// An account store in memory and a hasher of the lowest costs, for tests.
class AccountsFixture : public testing::Test {
 protected:
  static PasswordHasher::Options cheap() { return {.memory_bytes = 8192, .passes = 1, .threads = 1}; }

  runtime::ManualClock clock;
  runtime::SystemRandom random;
  memory::Store store{clock, random};
  memory::MemoryAccounts accounts{store};
  PasswordHasher hasher{cheap()};
};

}  // namespace caravan::identity
